import csv
import io
import math

import numpy as np
import pytest

from segstudy.config.sections.tissues import TissueSettings
from segstudy.evaluation.tissue import measure_tissues
from segstudy.tables.tissues import TISSUES, TissueRow

FAT = {"fat": TissueSettings(organ="heart", hu=(-200, -30))}


def counted(hu, labels, label, low, high, spacing):
    """The same by a loop over voxels."""
    voxels = sum(1 for index in np.ndindex(hu.shape) if labels[index] == label and low <= hu[index] <= high)
    return voxels * math.prod(spacing) / 1000


def test_volumes_are_those_counted_voxel_by_voxel():
    rng = np.random.default_rng(3)
    hu = rng.integers(-300, 200, (6, 7, 5))
    reference, prediction = (rng.integers(0, 3, hu.shape).astype(np.uint8) for _ in range(2))
    spacing = (0.9, 1.1, 3.0)
    found = measure_tissues(hu, reference, prediction, spacing, FAT, {"heart": 2})["fat"]
    drawn, predicted, dice = found[:3]
    assert drawn == pytest.approx(counted(hu, reference, 2, -200, -30, spacing))
    assert predicted == pytest.approx(counted(hu, prediction, 2, -200, -30, spacing))
    both = counted(hu, np.where(reference == prediction, reference, 0), 2, -200, -30, spacing)
    assert dice == pytest.approx(2 * both / (drawn + predicted))
    assert found.iou == pytest.approx(both / (drawn + predicted - both))
    assert (found.precision, found.recall) == (pytest.approx(both / predicted), pytest.approx(both / drawn))
    fat = (hu >= -200) & (hu <= -30)
    assert found.reference_hu == pytest.approx(hu[fat & (reference == 2)].mean())
    assert found.predicted_hu == pytest.approx(hu[fat & (prediction == 2)].mean()) != found.reference_hu


def test_both_ends_of_the_window_count_and_what_lies_outside_the_organ_does_not():
    hu = np.array([-201, -200, -30, -29, -100]).reshape(5, 1, 1)
    organ = np.array([2, 2, 2, 2, 1]).reshape(5, 1, 1)
    found = measure_tissues(hu, organ, 0 * organ, (10, 10, 10), FAT, {"heart": 2})["fat"]
    assert found[:4] == (2, 0, 0, 0) and found.recall == 0 and found.reference_hu == -115
    assert math.isnan(found.precision) and math.isnan(found.predicted_hu)


def test_no_tissue_on_either_side_has_no_dice_and_an_empty_cell():
    hu = np.zeros((2, 2, 2))
    found = measure_tissues(hu, np.full(hu.shape, 2), np.full(hu.shape, 2), (1, 1, 1), FAT, {"heart": 2})["fat"]
    assert found[:2] == (0, 0) and all(map(math.isnan, found[2:]))
    rows = list(csv.DictReader(io.StringIO(TISSUES.text([TissueRow("a", 1, "c", "fat", *found)]))))
    assert rows == [
        {"arm": "a", "seed": "1", "case": "c", "tissue": "fat", "reference_ml": "0", "predicted_ml": "0"}
        | dict.fromkeys(("dice", "iou", "precision", "recall", "reference_hu", "predicted_hu"), "")
    ]
