"""NSD: the surfaces' areas, and equality with the implementation of those who defined it."""

import numpy as np
import pytest
import surface_distance
from scipy import ndimage

from segstudy.volumes.surfaces import tolerance
from segstudy.volumes.surfaces.elements import surface_elements
from segstudy.volumes.surfaces.tolerance import normalized_surface_distance

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def theirs(reference, prediction, spacing, tolerance_mm):
    distances = surface_distance.compute_surface_distances(reference, prediction, spacing)
    return surface_distance.compute_surface_dice_at_tolerance(distances, tolerance_mm)


def blob(rng, shape, share):
    noise = ndimage.gaussian_filter(rng.random(shape), 2)
    return noise > np.quantile(noise, 1 - share)


def ball(shape, center, radius, spacing):
    places = (np.indices(shape).reshape(len(shape), -1).T - center) * spacing
    return ((places**2).sum(axis=1) <= radius**2).reshape(shape)


@pytest.mark.parametrize("spacing", [(1.0, 1.0, 1.0), (0.977, 0.977, 2.5), (3.1, 0.83, 1.37), (0.45, 0.45, 0.7)])
@pytest.mark.parametrize("tolerance_mm", [0.4, 1.1, 3.0, 7.3])
def test_it_is_that_of_those_who_defined_it(spacing, tolerance_mm):
    rng = np.random.default_rng(0)
    for _ in range(4):
        shape = tuple(rng.integers(5, 26, 3).tolist())
        first = blob(rng, shape, rng.uniform(0.05, 0.9))
        second = blob(rng, shape, 0.3) if rng.random() < 0.5 else np.roll(first, 2, axis=2)
        found = normalized_surface_distance(first, second, spacing, tolerance_mm)
        assert found == pytest.approx(theirs(first, second, spacing, tolerance_mm), abs=1e-9)


def test_noise_has_every_way_in_which_eight_voxels_can_be_inside():
    rng = np.random.default_rng(1)
    first, second = rng.random((2, 14, 13, 12)) < 0.5
    for spacing in [(1.0, 1.0, 1.0), (0.9, 1.3, 2.6)]:
        assert normalized_surface_distance(first, second, spacing, 0.5) == pytest.approx(
            theirs(first, second, spacing, 0.5), abs=1e-9
        )


def test_contours_of_a_2d_image_are_weighed_by_length():
    rng = np.random.default_rng(2)
    for flat_axis in range(3):
        first, second = blob(rng, (30, 28), 0.3), blob(rng, (30, 28), 0.3)
        volumes = (np.expand_dims(mask, flat_axis) for mask in (first, second))
        spacing = tuple(np.insert([0.7, 1.2], flat_axis, 5.0).tolist())
        found = normalized_surface_distance(*volumes, spacing, 2.0, flat_axis=flat_axis)
        assert found == pytest.approx(theirs(first, second, (0.7, 1.2), 2.0), abs=1e-9)


def test_both_ways_of_looking_agree(monkeypatch):
    rng = np.random.default_rng(3)
    first, second = blob(rng, (30, 28, 20), 0.3), blob(rng, (30, 28, 20), 0.3)
    near = normalized_surface_distance(first, second, (0.9, 0.9, 2.0), 3.0)
    monkeypatch.setattr(tolerance, "_MOST_PLACES", 0)
    assert normalized_surface_distance(first, second, (0.9, 0.9, 2.0), 3.0) == pytest.approx(near, abs=1e-12)
    assert 0.05 < near < 0.95


def test_a_ball_moved_by_two_slices():
    """Counting voxels gives .585 here."""
    spacing, shape = (1.0, 1.0, 2.5), (70, 70, 32)
    first, second = (ball(shape, (35, 35, middle), 30, spacing) for middle in (14, 16))
    found = normalized_surface_distance(first, second, spacing, 3.0)
    assert found == pytest.approx(theirs(first, second, spacing, 3.0), abs=1e-9)
    assert found == pytest.approx(0.787, abs=0.012)


def test_the_area_of_a_ball_is_that_of_marching_cubes():
    mask = ball((64, 64, 64), (32, 32, 32), 28, (1, 1, 1))
    area = surface_elements(mask, (1.0, 1.0, 1.0), (0, 0, 0)).sizes.sum()
    assert area == pytest.approx(4 * np.pi * 28**2, rel=0.1)
    box = np.ones((4, 5, 6), bool)
    sizes = surface_elements(box, (1.0, 2.0, 3.0), (0, 0, 0)).sizes
    faces = 2 * (4 * 10 + 4 * 18 + 10 * 18)
    assert faces * 0.8 < sizes.sum() < faces


def test_an_empty_mask_has_no_surface():
    mask = np.ones((4, 4, 4), bool)
    with pytest.raises(ValueError, match="at least one voxel"):
        normalized_surface_distance(mask, ~mask, (1.0, 1.0, 1.0), 3.0)


def test_a_distance_equal_to_the_tolerance_is_within_it():
    reference, prediction = np.zeros((2, 40, 3, 3), dtype=bool)
    reference[2, 1, 1] = prediction[32, 1, 1] = True
    assert normalized_surface_distance(reference, prediction, (0.1, 1.0, 1.0), 3.0) == 1
    assert 0 < normalized_surface_distance(reference, prediction, (0.1, 1.0, 1.0), 2.95) < 1
    assert normalized_surface_distance(reference, prediction, (0.1, 1.0, 1.0), 2.89) == 0


@pytest.mark.parametrize("shape", [(30, 24, 1), (14, 9, 11)])
def test_masks_are_the_same_in_any_order_of_memory(shape):
    rng = np.random.default_rng(3)
    masks = [ndimage.gaussian_filter(rng.normal(size=shape), 1.5) > 0 for _ in range(2)]
    flat = 2 if shape[2] == 1 else None
    expected = normalized_surface_distance(*masks, (1.0, 1.5, 2.0), 3.0, flat)
    other = [np.asfortranarray(mask) for mask in masks]
    assert normalized_surface_distance(*other, (1.0, 1.5, 2.0), 3.0, flat) == expected
