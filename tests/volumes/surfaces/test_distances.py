import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy import ndimage
from scipy.spatial.distance import cdist

from segstudy.volumes.surfaces.distances import surface_distances, surface_voxels

steps = st.floats(min_value=0.3, max_value=5.0)
spacings = st.tuples(steps, steps, steps)
pairs = array_shapes(min_dims=3, max_dims=3, min_side=1, max_side=6).flatmap(
    lambda shape: st.tuples(arrays(bool, shape), arrays(bool, shape))
)
laws = settings(max_examples=60, deadline=None)


def _surface_by_definition(mask):
    padded = np.pad(mask, 1)
    result = []
    for voxel in np.argwhere(mask):
        neighbors = [padded[tuple(voxel + 1 + side * axis)] for axis in np.eye(3, dtype=int) for side in (-1, 1)]
        if not all(neighbors):
            result.append(tuple(voxel))
    return result


def _values(reference, prediction, spacing):
    distances = surface_distances(reference, prediction, spacing)
    return np.array([distances.hd95_mm, distances.hd_mm, distances.assd_mm])


def _two_non_empty(pair):
    assume(pair[0].any() and pair[1].any())
    return pair


@given(arrays(bool, array_shapes(min_dims=3, max_dims=3, min_side=1, max_side=6)), st.booleans())
@laws
def test_surface_is_by_face_connectivity_and_includes_the_border(mask, by_columns):
    mask = np.asfortranarray(mask) if by_columns else mask
    result = [tuple(voxel) for voxel in surface_voxels(mask)]
    assert len(result) == len(set(result))
    assert set(result) == set(_surface_by_definition(mask))


@pytest.mark.parametrize("order", ["C", "F"])
def test_surface_of_a_mask_of_many_slabs_is_that_of_the_whole(order):
    noise = ndimage.gaussian_filter(np.random.default_rng(0).random((150, 130, 110)), 3)
    mask = np.asarray(noise > 0.5, order=order)
    expected = np.argwhere(mask & ~ndimage.binary_erosion(mask))
    result = surface_voxels(mask)
    assert np.array_equal(result[np.lexsort(result.T[::-1])], expected)


@given(pairs, spacings)
@laws
def test_values_agree_with_comparing_every_pair_of_surface_voxels(pair, spacing):
    reference, prediction = _two_non_empty(pair)
    of_reference, of_prediction = (np.array(_surface_by_definition(mask)) * spacing for mask in pair)
    between = cdist(of_reference, of_prediction)
    there, back = between.min(axis=1), between.min(axis=0)
    both = np.concatenate([there, back])
    expected = [
        max(np.quantile(there, 0.95), np.quantile(back, 0.95)),
        max(there.max(), back.max()),
        both.mean(),
    ]
    assert _values(reference, prediction, spacing) == pytest.approx(expected, abs=1e-5)


@given(pairs, spacings)
@laws
def test_swapping_the_masks_changes_no_value(pair, spacing):
    reference, prediction = _two_non_empty(pair)
    assert _values(reference, prediction, spacing) == pytest.approx(_values(prediction, reference, spacing))


@given(arrays(bool, (4, 5, 3)), spacings)
@laws
def test_a_mask_is_at_no_distance_from_itself(mask, spacing):
    assume(mask.any())
    assert _values(mask, mask, spacing).tolist() == [0, 0, 0]


@given(pairs, spacings, st.lists(st.integers(0, 4), min_size=6, max_size=6))
@laws
def test_background_around_the_masks_changes_no_value(pair, spacing, margins):
    _two_non_empty(pair)
    widths = [(margins[0], margins[1]), (margins[2], margins[3]), (margins[4], margins[5])]
    wider = [np.pad(mask, widths) for mask in pair]
    assert _values(*wider, spacing) == pytest.approx(_values(*pair, spacing), abs=1e-6)


@given(pairs, spacings, st.floats(min_value=0.2, max_value=5))
@laws
def test_distances_scale_with_the_spacing(pair, spacing, factor):
    _two_non_empty(pair)
    scaled = tuple(factor * step for step in spacing)
    distances, expected = surface_distances(*pair, scaled), surface_distances(*pair, spacing)
    assert distances.hd95_mm == pytest.approx(factor * expected.hd95_mm, rel=1e-5)
    assert distances.hd_mm == pytest.approx(factor * expected.hd_mm, rel=1e-5)
    assert distances.assd_mm == pytest.approx(factor * expected.assd_mm, rel=1e-5)


@pytest.mark.parametrize("empty", ["reference", "prediction", "both"])
def test_no_distance_to_an_empty_mask(empty):
    something, nothing = np.ones((3, 3, 3), dtype=bool), np.zeros((3, 3, 3), dtype=bool)
    reference = something if empty == "prediction" else nothing
    prediction = something if empty == "reference" else nothing
    with pytest.raises(ValueError, match="at least one voxel"):
        surface_distances(reference, prediction, (1.0, 1.0, 1.0))


def test_surfaces_of_a_2d_image_are_its_contours_not_its_areas():
    disc = np.hypot(*np.mgrid[-20:21, -20:21]) <= 12
    small = np.hypot(*np.mgrid[-20:21, -20:21]) <= 8
    image = (disc[:, :, None], small[:, :, None])
    flat = surface_distances(*image, (1.0, 1.0, 5.0), flat_axis=2)
    as_areas = surface_distances(*image, (1.0, 1.0, 5.0))
    # circles of radius 12 and 8 are 4 apart everywhere; as areas, most of the inner disc would be at distance 0
    assert flat.assd_mm == pytest.approx(4, abs=0.4)
    assert as_areas.assd_mm < 1.5
    upright = surface_distances(disc[None], small[None], (5.0, 1.0, 1.0), flat_axis=0)
    assert (upright.hd95_mm, upright.assd_mm) == (flat.hd95_mm, flat.assd_mm)
