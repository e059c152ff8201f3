import numpy as np
import pytest

from segstudy.uncertainty.case import measure_case
from segstudy.uncertainty.detection import RETAINED

ORGANS = {"heart": 3, "aorta": 300}
SPACING = (2.0, 2.0, 5.0)


def _maps():
    reference = np.zeros((30, 30, 12), np.int32)
    reference[12:18, 12:18, 4:8] = 3
    prediction = np.zeros_like(reference)
    prediction[13:19, 12:18, 4:8] = 3
    return reference, prediction


def measured(reference, prediction, values, annotated=("heart", "aorta"), **others):
    maps = {"variance": values, "confidence": 1 - values / 2, **others}
    names = [name for name in maps if name != "confidence"]
    return measure_case(reference, prediction, SPACING, ORGANS, annotated, names, maps.__getitem__)


def test_what_knows_the_errors_is_told_from_what_does_not():
    reference, prediction = _maps()
    wrong = (reference != prediction).astype(np.float32)
    noise = np.random.default_rng(0).random(wrong.shape).astype(np.float32)
    found = measured(reference, prediction, wrong, noise=noise)
    knowing, blind = found["maps"]["variance"], found["maps"]["noise"]
    assert knowing["auroc"] == 1
    assert blind["auroc"] == pytest.approx(0.5, abs=0.05)
    kept = dict(zip(RETAINED, knowing["retained"], strict=True))
    assert found["dice"] == kept[1.0] == pytest.approx(5 / 6)
    assert kept[0.95] == 1
    # of 144 voxels that are called heart, 24 are not
    assert knowing["uncertainty"] == pytest.approx(24 / 144)
    assert found["errors"] == 48


def test_only_the_organs_surroundings_count():
    reference, prediction = _maps()
    found = measured(reference, prediction, np.zeros(reference.shape, np.float32))
    # 10 mm: 5 voxels in plane, 2 slices
    assert found["voxels"] == (6 + 10) * (6 + 10) * (4 + 4)
    assert sum(found["calibration"]["voxels"]) == found["voxels"]
    assert sum(found["calibration"]["right"]) == found["voxels"] - found["errors"]


def test_the_surroundings_are_the_same_for_every_arm():
    reference, prediction = _maps()
    far = prediction.copy()
    far[0:2, 0:2, 0:2] = 3
    blank = np.zeros(reference.shape, np.float32)
    assert measured(reference, far, blank)["voxels"] == measured(reference, prediction, blank)["voxels"]
    assert measured(np.zeros_like(reference), far, blank) is None


def test_what_nobody_drew_is_not_judged():
    reference, prediction = _maps()
    prediction[8:11, 12:18, 4:8] = 300
    all_drawn = measured(reference, prediction, np.zeros(reference.shape, np.float32))
    without = measured(reference, prediction, np.zeros(reference.shape, np.float32), annotated=("heart",))
    assert all_drawn["errors"] == 48 + 72
    assert without["errors"] == 48
    assert without["voxels"] == all_drawn["voxels"] - 72
    assert without["dice"] == pytest.approx(5 / 6)
    assert all_drawn["dice"] == pytest.approx(5 / 12)


def test_uncertainty_is_a_mean_over_what_was_predicted():
    reference, _ = _maps()
    prediction = reference.copy()
    prediction[18:23, 12:18, 4:8] = 3
    found = measured(reference, prediction, (prediction != reference).astype(np.float32))
    assert found["maps"]["variance"]["uncertainty"] == pytest.approx(5 / 11)


def test_a_missed_organ_is_unsure_where_it_should_be():
    reference, _ = _maps()
    values = np.full(reference.shape, 0.25, np.float32)
    found = measured(reference, np.zeros_like(reference), values)
    assert found["dice"] == 0
    assert found["maps"]["variance"]["uncertainty"] == pytest.approx(0.25)


def test_where_nothing_is_nothing_is_measured():
    empty = np.zeros((5, 5, 5), np.int32)
    assert measured(empty, empty, np.zeros(empty.shape, np.float32)) is None


def test_a_perfect_prediction_has_no_error_to_find():
    reference, _ = _maps()
    found = measured(reference, reference, np.zeros(reference.shape, np.float32))
    assert found["maps"]["variance"]["auroc"] is None
    assert found["dice"] == 1
