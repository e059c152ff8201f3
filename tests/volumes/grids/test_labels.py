"""Label maps on another grid: where their organs lie, how large they are, and that none is lost."""

import numpy as np
import pytest

from segstudy.volumes.grids.labels import resample_labels
from segstudy.volumes.grids.resampling import resample

RATIOS = [2.0, 4.0, 1.25 / 0.977, 1.5, 3.0, 0.7, 0.5]


def ball(shape, center, radius):
    axes = np.ogrid[tuple(slice(0, n) for n in shape)]
    return sum((axis - c) ** 2 for axis, c in zip(axes, center, strict=True)) <= radius**2


def sampled(classes, scale):
    shape = [int(np.ceil(n / scale)) for n in classes.shape]
    offset = [(n - scale * (size - 1) - 1) / 2 for n, size in zip(classes.shape, shape, strict=True)]
    return resample_labels(classes, shape, [scale] * 3, offset), np.array(offset)


@pytest.mark.parametrize("scale", RATIOS)
def test_no_ratio_shifts_an_organ_or_changes_its_size(scale):
    """Balls of five new voxels' radius at 200 places between voxels; the nearest voxel would bring shifts of .25."""
    rng = np.random.default_rng(0)
    radius = max(5 * scale, 5)
    length = int(2 * radius + 8 * scale)
    shifts, sizes = [], []
    for _ in range(200):
        center = length / 2 + rng.uniform(-scale, scale, 3)
        classes = ball([length] * 3, center, radius).astype(np.uint8)
        new, offset = sampled(classes, scale)
        there = np.argwhere(new).mean(axis=0) * scale + offset
        shifts.append((there - np.argwhere(classes).mean(axis=0)) / scale)
        sizes.append(new.sum() * scale**3 / classes.sum())
    assert np.abs(np.mean(shifts, axis=0)).max() < 0.05
    assert np.abs(shifts).max() < 0.5
    assert np.mean(sizes) == pytest.approx(1, abs=0.04)


def test_an_organ_lies_where_its_scan_shows_it():
    rng = np.random.default_rng(1)
    for _ in range(20):
        classes = ball([40] * 3, 20 + rng.uniform(-1, 1, 3), 12).astype(np.uint8)
        new, offset = sampled(classes, 2.0)
        scan = resample(classes.astype(np.float32), new.shape, [2.0] * 3, offset, 0)
        assert np.array_equal(new[scan > 0.51], np.ones(np.sum(scan > 0.51))) and not new[scan < 0.49].any()


def test_organs_that_touch_leave_no_gap_between_them():
    classes = np.zeros((24, 24, 24), np.uint8)
    classes[4:20, 4:13, 4:20], classes[4:20, 13:20, 4:20] = 1, 2
    new, _ = sampled(classes, 1.7)
    rows = np.flatnonzero((new > 0).any(axis=(0, 2)))
    assert (new[7, rows, 7] > 0).all() and set(np.unique(new)) == {0, 1, 2}


def test_the_smallest_organ_stays():
    classes = np.zeros((32, 32, 32), np.uint8)
    classes[2:30, 2:30, 2:30] = 3
    classes[10, 11, 12] = 7
    new, _ = sampled(classes, 4.0)
    assert (new == 7).sum() == 1
    assert tuple(np.argwhere(new == 7)[0]) == (2, 2, 3)


def test_a_grid_on_voxels_copies_them_even_with_the_noise_of_a_rotated_header():
    classes = np.random.default_rng(2).integers(0, 4, (8, 9, 10)).astype(np.uint8)
    noisy = resample_labels(classes, classes.shape, [1 + 1e-8, 1.0, 1 - 1e-8], [1e-8, 0.0, -1e-8])
    assert np.array_equal(noisy, classes)
    assert np.array_equal(resample_labels(classes, (8, 9, 6), [1.0] * 3, [0.0, 0.0, 3.0])[:, :, :6], classes[:, :, 3:9])


def test_outside_is_background():
    classes = np.full((6, 6, 6), 2, np.uint8)
    new = resample_labels(classes, (10, 6, 6), [1.0, 1.5, 1.0], [-2.5, 0.0, 0.0])
    assert not new[:2].any() and new[3:8, 0, :].all() and not new[:, 5].any()
    assert not resample_labels(np.zeros((6, 6, 6), np.uint8), (3, 3, 3), [2.0] * 3, [0.5] * 3).any()
