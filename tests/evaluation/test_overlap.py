import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from segstudy.evaluation.confusion import Confusion, confusion
from segstudy.evaluation.organ import OrganMasks
from segstudy.evaluation.overlap import dice, iou, precision, recall, specificity

masks = arrays(bool, (3, 4, 2))


def organ(reference, prediction):
    return OrganMasks(reference, prediction, (1.0, 1.0, 1.0), reference.size)


def test_counts_and_ratios_by_hand():
    reference = np.array([1, 1, 1, 1, 0, 0, 0, 0, 0, 0], dtype=bool)
    prediction = np.array([1, 1, 1, 0, 1, 1, 0, 0, 0, 0], dtype=bool)
    table = organ(reference, prediction)
    assert table.confusion == Confusion(true_positives=3, false_positives=2, false_negatives=1, true_negatives=4)
    assert (table.confusion.reference_voxels, table.confusion.predicted_voxels) == (4, 5)
    assert dice(table) == pytest.approx(6 / 9)
    assert iou(table) == pytest.approx(3 / 6)
    assert precision(table) == pytest.approx(3 / 5)
    assert recall(table) == pytest.approx(3 / 4)
    assert specificity(table) == pytest.approx(4 / 6)


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
    there, back = organ(reference, prediction), organ(prediction, reference)
    assert dice(there) == dice(back) or (math.isnan(dice(there)) and math.isnan(dice(back)))
    assert precision(there) == recall(back) or (math.isnan(precision(there)) and math.isnan(recall(back)))


@given(masks, masks)
def test_dice_and_iou_are_one_function_of_each_other(reference, prediction):
    table = organ(reference, prediction)
    if table.confusion.reference_voxels + table.confusion.predicted_voxels:
        assert dice(table) == pytest.approx(2 * iou(table) / (1 + iou(table)))


def test_ratios_of_nothing_are_nan():
    table = organ(np.zeros(3, dtype=bool), np.zeros(3, dtype=bool))
    assert all(math.isnan(ratio) for ratio in (dice(table), iou(table), precision(table), recall(table)))
    assert specificity(table) == 1
    assert math.isnan(specificity(organ(np.ones(3, dtype=bool), np.ones(3, dtype=bool))))
