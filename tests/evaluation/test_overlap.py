import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from segstudy.evaluation.overlap import Confusion, confusion

masks = arrays(bool, (3, 4, 2))


def test_counts_and_ratios_by_hand():
    reference = np.array([1, 1, 1, 1, 0, 0, 0, 0, 0, 0], dtype=bool)
    prediction = np.array([1, 1, 1, 0, 1, 1, 0, 0, 0, 0], dtype=bool)
    table = confusion(reference, prediction)
    assert table == Confusion(true_positives=3, false_positives=2, false_negatives=1, true_negatives=4)
    assert (table.reference_voxels, table.predicted_voxels) == (4, 5)
    assert table.dice == pytest.approx(6 / 9)
    assert table.iou == pytest.approx(3 / 6)
    assert table.precision == pytest.approx(3 / 5)
    assert table.recall == pytest.approx(3 / 4)
    assert table.specificity == pytest.approx(4 / 6)


@given(masks, masks)
def test_cells_agree_with_counting_voxels_one_by_one(reference, prediction):
    pairs = list(zip(reference.ravel().tolist(), prediction.ravel().tolist(), strict=True))
    expected = Confusion(
        pairs.count((True, True)),
        pairs.count((False, True)),
        pairs.count((True, False)),
        pairs.count((False, False)),
    )
    assert confusion(reference, prediction) == expected


@given(masks, masks, st.integers(min_value=24, max_value=10**9))
def test_cropping_loses_true_negatives_only(reference, prediction, volume):
    whole, cropped = confusion(reference, prediction), confusion(reference, prediction, volume)
    assert cropped.true_negatives == whole.true_negatives + volume - reference.size
    assert (cropped.true_positives, cropped.false_positives, cropped.false_negatives) == (
        whole.true_positives,
        whole.false_positives,
        whole.false_negatives,
    )


@given(masks, masks)
def test_dice_is_symmetric_and_swapping_turns_precision_into_recall(reference, prediction):
    there, back = confusion(reference, prediction), confusion(prediction, reference)
    assert there.dice == back.dice or (math.isnan(there.dice) and math.isnan(back.dice))
    assert there.precision == back.recall or (math.isnan(there.precision) and math.isnan(back.recall))


@given(masks, masks)
def test_dice_and_iou_are_one_function_of_each_other(reference, prediction):
    table = confusion(reference, prediction)
    if table.reference_voxels + table.predicted_voxels:
        assert table.dice == pytest.approx(2 * table.iou / (1 + table.iou))


def test_ratios_of_nothing_are_nan():
    table = confusion(np.zeros(3, dtype=bool), np.zeros(3, dtype=bool))
    assert all(math.isnan(ratio) for ratio in (table.dice, table.iou, table.precision, table.recall))
    assert table.specificity == 1
    assert math.isnan(confusion(np.ones(3, dtype=bool), np.ones(3, dtype=bool)).specificity)
