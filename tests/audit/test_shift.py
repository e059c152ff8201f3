import numpy as np
import pytest

from segstudy.audit.shift import best_shift, moved

SPACING = (2.0, 2.5, 5.0)


def ball(center_mm):
    grid = [axis * step for axis, step in zip(np.indices((40, 36, 20)), SPACING, strict=True)]
    return sum((axis - c) ** 2 for axis, c in zip(grid, center_mm, strict=True)) < 16**2


@pytest.mark.parametrize("shift", [(0, 0, 0), (13, 0, 0), (-7, 5.5, 0), (0, -9, 18)])
def test_a_shift_is_found_to_a_part_of_a_voxel(shift):
    first, second = ball((40, 42, 45)), ball(np.add((40, 42, 45), shift))
    assert best_shift(first, second, SPACING) == pytest.approx(shift, abs=1.2)


def test_a_moved_mask_loses_what_leaves_the_volume():
    mask = np.zeros((4, 3, 2), bool)
    mask[3, 1, 0] = mask[0, 1, 0] = True
    assert np.argwhere(moved(mask, np.array([2.0, 0, 4.0]), SPACING)).tolist() == [[1, 1, 1]]
