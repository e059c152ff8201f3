import numpy as np
import pytest
from matplotlib.path import Path
from scipy import ndimage

from segstudy.volumes.dicom.contours import contour_mask, mask_contours

# LPS: voxel (i, j, k) lies at (2 i, 2 j, 3 k)
AFFINE = np.diag([-2.0, -2.0, 3.0, 1.0])
SHAPE = (60, 50, 4)


def circle(radius, at=(30.3, 24.6), slice_index=1, points=90):
    angles = np.linspace(0, 2 * np.pi, points, endpoint=False)
    plane = np.stack([at[0] + radius * np.cos(angles), at[1] + radius * np.sin(angles)], 1)
    return np.column_stack([2 * plane, np.full(points, 3.0 * slice_index)])


@pytest.mark.parametrize("radius", [3, 7, 20])
def test_voxels_whose_centers_lie_inside(radius):
    contour = circle(radius)
    grid = np.stack(np.meshgrid(np.arange(60), np.arange(50), indexing="ij"), -1).reshape(-1, 2)
    brute = Path(contour[:, :2] / 2).contains_points(grid).reshape(60, 50)
    mask = contour_mask([contour], AFFINE, SHAPE)
    np.testing.assert_array_equal(mask[..., 1], brute)
    assert not mask[..., [0, 2, 3]].any()


def test_holes_repeats_islands_and_slices_that_are_not_there():
    outer, hole, island = circle(20), circle(10), circle(4)
    alone = contour_mask([outer], AFFINE, SHAPE)
    ring = contour_mask([hole, outer], AFFINE, SHAPE)
    np.testing.assert_array_equal(ring, alone & ~contour_mask([hole], AFFINE, SHAPE))
    # given twice, a contour would cancel itself by even and odd
    np.testing.assert_array_equal(contour_mask([outer, hole, outer.copy(), hole], AFFINE, SHAPE), ring)
    within = contour_mask([outer, hole, island], AFFINE, SHAPE)
    np.testing.assert_array_equal(within, ring | contour_mask([island], AFFINE, SHAPE))
    beyond = [circle(20, slice_index=index) for index in (-1, 4, 9)]
    assert not contour_mask([*beyond, outer[:2]], AFFINE, SHAPE).any()


def test_a_contour_across_slices_is_refused():
    oblique = circle(10)
    oblique[:, 2] += np.linspace(-4, 4, len(oblique))
    with pytest.raises(ValueError, match="plane of a slice"):
        contour_mask([oblique], AFFINE, SHAPE)


def test_a_thin_ring_is_no_contour_given_twice():
    """Its hole holds nearly all that its outer contour does, and lies a voxel within it."""
    wall, hole = circle(22, at=(30, 24)), circle(21, at=(30, 24))
    ring = contour_mask([wall, hole], AFFINE, SHAPE)
    np.testing.assert_array_equal(ring, contour_mask([wall], AFFINE, SHAPE) & ~contour_mask([hole], AFFINE, SHAPE))
    assert ring.any()
    # drawn again with other points on nearly the same line
    again = contour_mask([wall, circle(22.1, at=(30, 24), points=61), hole], AFFINE, SHAPE)
    assert again[ring].all() and again.sum() < 1.2 * ring.sum()


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_voxels_to_contours_and_back_are_the_same_voxels(sign):
    rng = np.random.default_rng(0)
    affine = np.array([[0.0, -0.9, 0.1, 30], [sign * 0.9, 0, 0, -200], [0, 0, 3, 5], [0, 0, 0, 1]])
    for share in (0.02, 0.3, 0.6, 0.9):
        noise = ndimage.gaussian_filter(rng.random(SHAPE), (2, 2, 0))
        mask = noise > np.quantile(noise, 1 - share)
        mask |= rng.random(SHAPE) < 0.01  # voxels alone, at corners, at the edge, holes of a voxel
        mask &= rng.random(SHAPE) > 0.01
        found = mask_contours(mask, affine)
        assert {index for index, _ in found} == set(np.flatnonzero(mask.any(axis=(0, 1))))
        np.testing.assert_array_equal(contour_mask([points for _, points in found], affine, SHAPE), mask)
