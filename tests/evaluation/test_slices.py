import math

import numpy as np
import pytest

from segstudy.evaluation import slices
from segstudy.evaluation.organ import OrganMasks


def dice_2d(reference, prediction, slice_axis=2):
    return slices.dice_2d(OrganMasks(reference, prediction, (1.0, 1.0, 1.0), reference.size, slice_axis))


def _masks():
    reference, prediction = np.zeros((2, 4, 5, 6), dtype=bool)
    reference[:2, 0, 1] = True  # slice 1: two voxels, one of them found
    prediction[0, 0, 1] = True
    reference[0, 0, 2] = prediction[0, 0, 2] = True  # slice 2: perfect
    prediction[3, 3, 4] = True  # slice 4: invented
    return reference, prediction


def test_mean_over_slices_where_either_side_shows_the_organ():
    assert dice_2d(*_masks()) == pytest.approx((2 / 3 + 1 + 0) / 3)


def test_empty_slices_do_not_count_however_many():
    reference, prediction = (np.pad(mask, ((0, 0), (0, 0), (10, 20))) for mask in _masks())
    assert dice_2d(reference, prediction) == dice_2d(*_masks())


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_slices_are_stacked_along_the_axis_given(axis):
    reference, prediction = (np.moveaxis(mask, 2, axis) for mask in _masks())
    assert dice_2d(reference, prediction, slice_axis=axis) == dice_2d(*_masks())


def test_other_axis_gives_another_value():
    assert dice_2d(*_masks(), slice_axis=0) == pytest.approx((1 + 0 + 0) / 3)


def test_two_empty_masks_have_no_dice():
    nothing = np.zeros((3, 3, 3), dtype=bool)
    assert math.isnan(dice_2d(nothing, nothing))
