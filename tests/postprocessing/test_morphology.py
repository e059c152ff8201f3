import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy import ndimage

from segstudy.postprocessing.morphology import closing_mm, opening_mm

SPACING = (0.977, 0.977, 2.5)
masks = arrays(bool, array_shapes(min_dims=3, max_dims=3, min_side=1, max_side=8))
steps = st.sampled_from([0.5, 0.977, 1.0, 1.6, 2.5, 4.0])
spacings = st.tuples(steps, steps, steps)
radii = st.sampled_from([0.5, 1.0, 1.5, 1.954, 2.0, 2.5, 4.0])
laws = settings(max_examples=80, deadline=None)


def _ball(spacing, radius):
    reach = [int(radius / step + 1e-4) for step in spacing]
    offsets = np.stack(np.meshgrid(*[np.arange(-n, n + 1) for n in reach], indexing="ij"), axis=-1)
    return ((offsets * spacing) ** 2).sum(axis=-1) <= radius**2 * (1 + 1e-5)


def _closing_by_definition(mask, spacing, radius):
    ball = _ball(spacing, radius)
    padded = np.pad(mask, [(n, n) for n in ball.shape])
    closed = ndimage.binary_closing(padded, ball)
    return closed[tuple(slice(n, -n) for n in ball.shape)]


def _opening_by_definition(mask, spacing, radius):
    ball = _ball(spacing, radius)
    return ndimage.binary_dilation(ndimage.binary_erosion(mask, ball, border_value=1), ball)


def _blobs(seed, shape=(60, 50, 40), sigma=2.0):
    return ndimage.gaussian_filter(np.random.default_rng(seed).random(shape), sigma) > 0.5


@given(masks, spacings, radii)
@laws
def test_closing_is_that_by_a_ball(mask, spacing, radius):
    expected = _closing_by_definition(mask, spacing, radius)
    assert np.array_equal(closing_mm(mask, spacing, radius), expected)


@given(masks, spacings, radii)
@laws
def test_opening_is_that_by_a_ball(mask, spacing, radius):
    expected = _opening_by_definition(mask, spacing, radius)
    assert np.array_equal(opening_mm(mask, spacing, radius), expected)


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize(("spacing", "radius"), [(SPACING, 2.0), (SPACING, 5.0), ((3.0, 0.8, 1.0), 3.0)])
def test_masks_of_several_tiles_agree_too(order, spacing, radius):
    mask = np.asarray(_blobs(0, (100, 80, 70), 2.5), order=order)
    closed, opened = closing_mm(mask, spacing, radius), opening_mm(mask, spacing, radius)
    assert np.array_equal(closed, _closing_by_definition(mask, spacing, radius))
    assert np.array_equal(opened, _opening_by_definition(mask, spacing, radius))
    assert mask.sum() < closed.sum() and opened.sum() < mask.sum()


def test_opening_away_from_the_border_is_the_usual_one():
    mask = np.pad(_blobs(1), 3)
    assert np.array_equal(opening_mm(mask, SPACING, 2.0), ndimage.binary_opening(mask, _ball(SPACING, 2.0)))


@given(masks, spacings, radii)
@laws
def test_closing_only_adds_opening_only_takes_and_twice_is_once(mask, spacing, radius):
    closed, opened = closing_mm(mask, spacing, radius), opening_mm(mask, spacing, radius)
    assert not (mask & ~closed).any()
    assert not (opened & ~mask).any()
    assert np.array_equal(closing_mm(closed, spacing, radius), closed)
    assert np.array_equal(opening_mm(opened, spacing, radius), opened)


def test_radius_below_an_axis_spacing_leaves_that_axis_alone():
    across_slices, in_plane = np.zeros((2, 20, 20, 20), dtype=bool)
    across_slices[3:17, 3:17, [8, 10]] = True  # two plates, one voxel of 2.5 mm apart
    in_plane[[8, 10], 3:17, 3:17] = True  # the same, one voxel of 0.977 mm apart
    assert not closing_mm(across_slices, SPACING, 2.0)[:, :, 9].any()
    assert closing_mm(across_slices, SPACING, 3.0)[8:12, 8:12, 9].all()
    assert closing_mm(in_plane, SPACING, 2.0)[9, 8:12, 8:12].all()


@pytest.mark.parametrize("step", [closing_mm, opening_mm])
@pytest.mark.parametrize("radius", [0.0, 0.9])
def test_radius_below_every_spacing_changes_nothing(step, radius):
    mask = _blobs(2)
    assert np.array_equal(step(mask, SPACING, radius), mask)


@pytest.mark.parametrize("step", [closing_mm, opening_mm])
@pytest.mark.parametrize("value", [False, True])
def test_empty_and_full_masks_stay_as_they_are(step, value):
    mask = np.full((9, 8, 7), value)
    assert np.array_equal(step(mask, SPACING, 4.0), mask)


def test_organ_cut_by_the_scan_keeps_its_flat_end():
    i, j, _ = np.ogrid[:30, :30, :10]
    tube = np.broadcast_to((i - 15) ** 2 + (j - 15) ** 2 <= 100, (30, 30, 10)).copy()
    opened = opening_mm(tube, (1.0, 1.0, 1.0), 4.0)
    assert np.array_equal(opened[:, :, 0], opened[:, :, 5])
    assert np.array_equal(closing_mm(tube, (1.0, 1.0, 1.0), 4.0)[:, :, 9] & ~tube[:, :, 9], np.zeros((30, 30)))
