from math import nan

import pytest

from segstudy.comparison.summary import summarize
from segstudy.running.errors import StudyError

PATIENTS = {"c1": "p1", "c2": "p1", "c3": "p2"}
ROWS = [
    ("a", "c1", "heart", 0.2),
    ("a", "c2", "heart", 0.4),
    ("a", "c3", "heart", 0.5),
    ("a", "c1", "aorta", 0.9),
    ("a", "c2", "aorta", nan, 1, "both_empty"),
    ("a", "c3", "aorta", 0.0, 1, "missed"),
    ("b", "c1", "heart", 0.6),
    ("b", "c1", "aorta", nan, 1, "not_annotated"),
]


@pytest.fixture
def table(long_form):
    costs = {"a": {"training_seconds": 12.5}}
    return summarize(long_form(ROWS), PATIENTS, ["a", "b"], ["heart", "aorta"], costs).set_index("arm")


def test_means_and_sds_are_over_patients(table):
    # Patients' hearts 0.3 and 0.5, aortas 0.9 and 0; means over organs 0.6 and 0.25.
    a = table.loc["a"]
    assert (a["dice_heart_mean"], a["dice_heart_sd"]) == pytest.approx((0.4, 0.2 / 2**0.5))
    assert (a["dice_aorta_mean"], a["dice_aorta_sd"]) == pytest.approx((0.45, 0.9 / 2**0.5))
    assert (a["dice_mean"], a["dice_sd"]) == pytest.approx((0.425, 0.35 / 2**0.5))
    assert a["hd95_mm_mean"] == pytest.approx(0.425)


def test_one_patient_has_a_mean_and_no_sd(table):
    assert table.loc["b", "dice_mean"] == 0.6
    assert table[["dice_sd", "dice_aorta_mean"]].loc["b"].isna().all()


def test_counts_stand_beside_the_means(table):
    columns = ["patients", "cases", "both_empty", "missed", "spurious", "not_annotated"]
    assert table.loc["a", columns].tolist() == [2, 3, 1, 1, 0, 0]
    assert table.loc["b", columns].tolist() == [1, 1, 0, 0, 0, 1]
    assert table.loc["a", ["missed_heart", "missed_aorta", "both_empty_aorta"]].tolist() == [0, 1, 1]


def test_costs_are_passed_on_and_may_be_missing(table):
    assert table.loc["a", "training_seconds"] == 12.5
    assert table["prediction_seconds"].isna().all()
    assert table.loc["b", ["training_seconds", "training_max_memory_mb"]].isna().all()


@pytest.mark.parametrize(
    ("costs", "message"), [({"z": {}}, "arm 'z' is not known"), ({"a": {"hours": 1}}, "hours of arm 'a'")]
)
def test_unknown_costs_are_named(long_form, costs, message):
    with pytest.raises(StudyError, match=message):
        summarize(long_form(ROWS), PATIENTS, ["a", "b"], ["heart", "aorta"], costs)
