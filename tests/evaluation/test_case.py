import math

import numpy as np
import pytest
from scipy.ndimage import binary_erosion
from scipy.spatial.distance import cdist

from segstudy.evaluation.case import evaluate_case
from segstudy.evaluation.diagonal import diagonal_mm
from segstudy.evaluation.functions import function_of
from segstudy.evaluation.organ import OrganMasks
from segstudy.running.errors import StudyError
from segstudy.tables.measurements import OrganMetrics
from segstudy.tables.metrics import METRICS
from segstudy.volumes.surfaces import distances

SPACING = (0.9, 1.1, 2.5)
ORGANS = {"heart": 2, "aorta": 4}
OVERLAP = ("dice", "dice_2d", "iou", "precision", "recall", "nsd")
DISTANCES = ("hd95_mm", "hd_mm", "assd_mm")


def _maps(dtype=np.uint8):
    reference, prediction = np.zeros((2, 20, 18, 12), dtype=dtype)
    reference[3:12, 4:12, 2:9] = 2
    prediction[4:14, 4:12, 2:10] = 2
    reference[14:18, 2:6, :] = 4
    prediction[14:18, 2:6, :6] = 4
    reference[0, :, 11] = prediction[19, :, 0] = 9  # a label that is no organ
    return reference, prediction


def _one(reference, prediction, **options):
    (row,) = evaluate_case(reference, prediction, SPACING, {"heart": 2}, **options)
    return row


def test_rows_follow_the_organs_and_measure_whole_masks():
    reference, prediction = _maps()
    rows = evaluate_case(reference, prediction, SPACING, ORGANS)
    assert [row.organ for row in rows] == ["heart", "aorta"]
    for row in rows:
        masks = reference == ORGANS[row.organ], prediction == ORGANS[row.organ]
        whole = OrganMasks(*masks, SPACING, reference.size)
        values = {column: function_of(metric)(whole) for column, metric in METRICS.items()}
        assert row == OrganMetrics(row.organ, values, int(masks[0].sum()), int(masks[1].sum()), "ok")


def test_values_are_plain_numbers():
    row = evaluate_case(*_maps(), SPACING, ORGANS)[0]
    assert {type(value) for value in row.values.values()} == {float}
    assert {type(value) for value in row} == {str, int, dict}


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("types", [(np.int16, np.uint8), (np.int64, np.int32)], ids=str)
def test_values_do_not_depend_on_integer_type_or_memory_layout(order, types):
    expected = evaluate_case(*_maps(), SPACING, ORGANS)
    maps = [np.asarray(labels, dtype=kind, order=order) for labels, kind in zip(_maps(), types, strict=True)]
    for row, other in zip(evaluate_case(*maps, SPACING, ORGANS), expected, strict=True):
        assert row.values == pytest.approx(other.values) and row[2:] == other[2:]


def test_slices_are_taken_along_the_axis_given():
    reference, prediction = _maps()
    turned = [np.moveaxis(labels, 2, 0) for labels in (reference, prediction)]
    rows = evaluate_case(*turned, (2.5, 0.9, 1.1), ORGANS, slice_axis=0)
    for row, expected in zip(rows, evaluate_case(reference, prediction, SPACING, ORGANS), strict=True):
        assert row.values == pytest.approx(expected.values) and row[2:] == expected[2:]


def test_background_around_the_organs_changes_specificity_alone():
    padded = [np.pad(labels, 5) for labels in _maps()]
    for row, expected in zip(
        evaluate_case(*padded, SPACING, ORGANS), evaluate_case(*_maps(), SPACING, ORGANS), strict=True
    ):
        here, there = (each.values.pop("specificity") for each in (row, expected))
        assert here > there or there == 1
        assert row.values == pytest.approx(expected.values) and row[2:] == expected[2:]


def test_missed_organ_is_the_worst_case_in_every_metric():
    reference, prediction = _maps()
    prediction[prediction == 2] = 0
    row = _one(reference, prediction)
    assert row.outcome == "missed"
    assert [row.values[name] for name in OVERLAP] == [0] * len(OVERLAP)
    assert [row.values[name] for name in DISTANCES] == [diagonal_mm(reference.shape, SPACING)] * 3
    assert row.values["specificity"] == 1
    assert (row.reference_voxels, row.predicted_voxels) == (9 * 8 * 7, 0)


def test_spurious_organ_is_the_worst_case_in_every_metric():
    reference, prediction = _maps()
    reference[reference == 2] = 0
    row = _one(reference, prediction)
    assert row.outcome == "spurious"
    assert [row.values[name] for name in OVERLAP] == [0] * len(OVERLAP)
    assert [row.values[name] for name in DISTANCES] == [diagonal_mm(reference.shape, SPACING)] * 3
    assert row.values["specificity"] == pytest.approx(1 - 10 * 8 * 8 / reference.size)
    assert (row.reference_voxels, row.predicted_voxels) == (0, 10 * 8 * 8)


@pytest.mark.parametrize("others", [True, False], ids=["other organs there", "nothing at all"])
def test_organ_that_is_in_neither_map_has_no_value(others):
    reference, prediction = _maps()
    for labels in (reference, prediction):
        labels[(labels == 2) if others else slice(None)] = 0
    row = _one(reference, prediction)
    assert row.outcome == "both_empty"
    assert all(math.isnan(value) for value in row.values.values())
    assert (row.reference_voxels, row.predicted_voxels) == (0, 0)


def test_organ_that_nobody_drew_has_no_value_whatever_is_predicted():
    reference, prediction = _maps()
    reference[reference == 2] = 0
    rows = evaluate_case(reference, prediction, SPACING, ORGANS, annotated={"aorta"})
    assert [row.outcome for row in rows] == ["not_annotated", "ok"]
    assert all(math.isnan(value) for value in rows[0].values.values())
    assert rows[0].predicted_voxels == 10 * 8 * 8


def test_label_that_the_integer_type_cannot_hold_is_absent():
    (row,) = evaluate_case(*_maps(), SPACING, {"rib": 300})
    assert row.outcome == "both_empty"


def test_maps_are_left_as_they_were():
    reference, prediction = _maps()
    evaluate_case(reference, prediction, SPACING, ORGANS)
    for labels, before in zip((reference, prediction), _maps(), strict=True):
        assert np.array_equal(labels, before)


def test_different_shapes_are_refused():
    reference, prediction = _maps()
    with pytest.raises(StudyError, match="shape"):
        evaluate_case(reference, prediction[:-1], SPACING, ORGANS)


@pytest.mark.parametrize("spacing", [None, (1.0, 1.0), (1.0, 0.0, 1.0), (1.0, -1.0, 1.0), (1.0, math.nan, 1.0)])
def test_spacing_is_required_and_positive(spacing):
    with pytest.raises(StudyError, match="spacing"):
        evaluate_case(*_maps(), spacing, ORGANS)


def test_probabilities_are_no_label_map():
    with pytest.raises(StudyError, match="whole numbers"):
        evaluate_case(*_maps(np.float32), SPACING, ORGANS)


def test_a_volume_of_one_slice_is_measured_as_a_2d_image():
    reference = np.zeros((30, 40, 1), np.uint8)
    reference[5:15, 5:15] = 1
    prediction = np.roll(reference, 3, axis=0)
    found = evaluate_case(reference, prediction, (1.0, 1.0, 1.0), {"nucleus": 1})[0]
    assert found.values["hd_mm"] == 3 and found.values["hd95_mm"] == 3
    assert found.values["dice"] == found.values["dice_2d"] == pytest.approx(0.7)
    contours = [np.argwhere(mask & ~binary_erosion(mask)) for mask in (reference[..., 0] > 0, prediction[..., 0] > 0)]
    apart = cdist(*contours)
    assert found.values["assd_mm"] == pytest.approx(np.concatenate([apart.min(axis=0), apart.min(axis=1)]).mean())
    missed = evaluate_case(reference, 0 * reference, (1.0, 1.0, 1.0), {"nucleus": 1})[0]
    assert missed.values["hd95_mm"] == 50  # the image's diagonal, not that of a volume


def test_distances_are_computed_once_for_all_metrics(monkeypatch):
    calls = []

    def counted(*arguments):
        calls.append(arguments)
        return distances.surface_distances(*arguments)

    monkeypatch.setattr("segstudy.evaluation.organ.surface_distances", counted)
    evaluate_case(*_maps(), SPACING, ORGANS)
    assert len(calls) == len(ORGANS)
