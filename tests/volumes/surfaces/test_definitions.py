"""The surface metrics beside other implementations, where definitions coincide and where they do not."""

import numpy as np
import pytest
import surface_distance
import torch
from monai.metrics import (
    compute_average_surface_distance,
    compute_hausdorff_distance,
    compute_surface_dice,
)
from scipy import ndimage

from segstudy.evaluation.organ import OrganMasks
from segstudy.evaluation.overlap import dice as dice_of
from segstudy.volumes.surfaces.distances import surface_distances
from segstudy.volumes.surfaces.tolerance import normalized_surface_distance

SPACING = (0.977, 0.977, 2.5)
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def _monai(reference, prediction, spacing):
    one_hot = [torch.from_numpy(np.stack([~mask, mask])[None]) for mask in (prediction, reference)]
    return [
        compute_hausdorff_distance(*one_hot, percentile=95, spacing=spacing).item(),
        compute_hausdorff_distance(*one_hot, spacing=spacing).item(),
        compute_average_surface_distance(*one_hot, symmetric=True, spacing=spacing).item(),
        compute_surface_dice(*one_hot, class_thresholds=[3.0], spacing=spacing, use_subvoxels=True).item(),
    ]


def _ours(reference, prediction, spacing):
    distances = surface_distances(reference, prediction, spacing)
    nsd = normalized_surface_distance(reference, prediction, spacing, 3.0)
    return [distances.hd95_mm, distances.hd_mm, distances.assd_mm, nsd]


def _blob(seed, shape=(40, 36, 24), share=0.15):
    noise = ndimage.gaussian_filter(np.random.default_rng(seed).random(shape), 3)
    return noise > np.quantile(noise, 1 - share)


def _inside(mask):
    kept = np.zeros_like(mask)
    kept[2:-2, 2:-2, 2:-2] = mask[2:-2, 2:-2, 2:-2]
    return kept


def _plate(axis, at):
    mask = np.zeros((30, 28, 20), dtype=bool)
    mask[(slice(None),) * axis + (at,)] = True
    return mask


def _single(*voxels):
    mask = np.zeros((30, 28, 20), dtype=bool)
    mask[tuple(np.transpose(voxels))] = True
    return mask


PAIRS = {
    "blobs inside": (_inside(_blob(0)), _inside(_blob(1))),
    "blobs at the border": (_blob(2), _blob(3)),
    "grown blob": (_blob(4), ndimage.binary_dilation(_blob(4), iterations=2)),
    "whole volume": (np.ones((12, 10, 8), dtype=bool), _blob(5, (12, 10, 8))),
    "thin plates": (_plate(2, 0), _plate(2, 7)),
    "crossing plates": (_plate(0, 3), _plate(1, 27)),
    "single voxels": (_single((0, 0, 0)), _single((29, 27, 19), (4, 4, 4))),
    "two layers thick": (_plate(1, 4) | _plate(1, 5), _plate(1, 5) | _plate(1, 6)),
}


@pytest.mark.parametrize("spacing", [(1.0, 1.0, 1.0), SPACING, (3.7, 0.9, 1.37)], ids=str)
@pytest.mark.parametrize("name", PAIRS)
def test_values_agree_with_monai(name, spacing):
    assert _ours(*PAIRS[name], spacing) == pytest.approx(_monai(*PAIRS[name], spacing), abs=1e-4)


def _tube(last):
    """A tube 16 voxels wide along the third axis, from slice 5 to `last`."""
    i, j, k = np.ogrid[:70, :70, :70]
    return ((i - 25) ** 2 + (j - 25) ** 2 <= 8**2) & (k >= 5) & (k < last)


def _tube_with_a_part_missed():
    return _tube(65), _tube(47)


def _tube_with_a_far_island():
    i, j, k = np.ogrid[:70, :70, :70]
    island = ((i - 60) * 0.977) ** 2 + ((j - 60) * 0.977) ** 2 + ((k - 30) * 2.5) ** 2 <= 7**2
    return _tube(65), _tube(65) | island


@pytest.mark.parametrize(
    ("masks", "dice"),
    [(_tube_with_a_part_missed(), 0.824), (_tube_with_a_far_island(), 0.975)],
    ids=["30 % missed", "7 mm island far off"],
)
def test_hd95_is_the_larger_directed_percentile_where_definitions_differ(masks, dice):
    assert dice_of(OrganMasks(*masks, SPACING, masks[0].size)) == pytest.approx(dice, abs=0.001)
    distances = surface_distances(*masks, SPACING)
    directed = [np.percentile(way, 95) for way in (distances.from_reference, distances.from_prediction)]
    pooled = np.percentile(np.concatenate([distances.from_reference, distances.from_prediction]), 95)
    by_area = surface_distance.compute_robust_hausdorff(surface_distance.compute_surface_distances(*masks, SPACING), 95)
    assert _ours(*masks, SPACING) == pytest.approx(_monai(*masks, SPACING), abs=1e-4)
    assert distances.hd95_mm == max(directed)
    assert distances.hd95_mm - np.mean(directed) > 10
    assert distances.hd95_mm - pooled > 2
    assert distances.hd95_mm - by_area > 1


@pytest.mark.parametrize("masks", [_tube_with_a_part_missed(), _tube_with_a_far_island()])
def test_assd_pools_both_directions_and_is_no_mean_of_two_means(masks):
    distances = surface_distances(*masks, SPACING)
    both = np.concatenate([distances.from_reference, distances.from_prediction])
    of_means = (distances.from_reference.mean() + distances.from_prediction.mean()) / 2
    assert distances.assd_mm == pytest.approx(both.mean(), rel=1e-12)
    assert abs(distances.assd_mm - of_means) > 0.05


def test_a_shifted_copy_is_where_all_definitions_coincide():
    reference, prediction = np.zeros((2, 40, 40, 30), dtype=bool)
    reference[5:30, 5:30, 8:10] = True
    prediction[5:30, 5:30, 14:16] = True
    distances = surface_distances(reference, prediction, SPACING)
    theirs = surface_distance.compute_surface_distances(reference, prediction, SPACING)
    assert distances.hd95_mm == pytest.approx(6 * 2.5)
    assert surface_distance.compute_robust_hausdorff(theirs, 95) == pytest.approx(6 * 2.5)
    assert _monai(reference, prediction, SPACING)[0] == pytest.approx(6 * 2.5)
