from math import nan

import numpy as np
import pytest

from segstudy.running.errors import StudyError
from segstudy.tables.patients import by_arm, by_case, by_patient, of_every_organ, paired

PATIENTS = {"c1": "p1", "c2": "p1", "c3": "p2"}


def cells_of(table, arms):
    return by_arm(by_case(table, PATIENTS, "dice"), arms)


def pair(cells, arm_a, arm_b, organ):
    both = paired(cells, [arm_a, arm_b], organ)
    return both[arm_a].to_numpy(float), both[arm_b].to_numpy(float)


def test_seeds_are_averaged_before_cases(long_form):
    # One case has three seeds, the other one: by rows the mean would be 0.5, by case first it is 0.6.
    rows = [("a", "c1", "heart", value, seed) for seed, value in enumerate((0.3, 0.4, 0.5))]
    rows.append(("a", "c2", "heart", 0.8, 0))
    cells = cells_of(long_form(rows), ["a"])
    assert cells["a"].tolist() == pytest.approx([0.4, 0.8])
    assert by_patient(cells["a"], "heart").to_dict() == pytest.approx({"p1": 0.6})


def test_mean_over_organs_weighs_organs_alike_however_many_scans_show_them(long_form):
    rows = [("a", "c1", "heart", 0.2), ("a", "c2", "heart", 0.4), ("a", "c1", "aorta", 0.9)]
    cells = cells_of(long_form(rows), ["a"])
    assert by_patient(cells["a"], "mean").to_dict() == pytest.approx({"p1": (0.3 + 0.9) / 2})


def test_nan_is_left_out_of_seeds_cases_and_organs(long_form):
    rows = [
        ("a", "c1", "heart", 0.2, 0),
        ("a", "c1", "heart", nan, 1, "both_empty"),
        ("a", "c2", "heart", nan, 0, "not_annotated"),
        ("a", "c1", "aorta", 0.6, 0),
        ("a", "c3", "aorta", nan, 0, "not_annotated"),
    ]
    values = cells_of(long_form(rows), ["a"])["a"]
    assert by_patient(values, "heart").to_dict() == pytest.approx({"p1": 0.2})
    assert by_patient(values, "mean").to_dict() == pytest.approx({"p1": 0.4})


def test_an_organ_nobody_has_gives_no_patient(long_form):
    values = cells_of(long_form([("a", "c1", "heart", 0.2)]), ["a"])["a"]
    assert by_patient(values, "aorta").empty


def test_pairs_are_of_patients_that_both_arms_have(long_form):
    rows = [("a", "c1", "heart", 0.1), ("a", "c3", "heart", 0.3), ("b", "c3", "heart", 0.5)]
    first, second = pair(cells_of(long_form(rows), ["a", "b"]), "a", "b", "heart")
    assert first.tolist() == [0.3] and second.tolist() == [0.5]


def test_mean_over_organs_of_a_pair_is_over_the_same_organs(long_form):
    # Arm b has no aorta: its lower heart must not be compared with the aorta of arm a.
    rows = [("a", "c3", "heart", 0.2), ("a", "c3", "aorta", 0.9), ("b", "c3", "heart", 0.3)]
    rows.append(("b", "c3", "aorta", nan, 1, "both_empty"))
    first, second = pair(cells_of(long_form(rows), ["a", "b"]), "a", "b", "mean")
    assert (second - first).tolist() == pytest.approx([0.1])


def test_a_pair_is_over_the_same_scans_of_a_patient(long_form):
    rows = [("a", "c1", "heart", 0.2), ("a", "c2", "heart", 0.8), ("b", "c1", "heart", 0.3)]
    first, second = pair(cells_of(long_form(rows), ["a", "b"]), "a", "b", "heart")
    assert first.tolist() == [0.2] and second.tolist() == [0.3]


def test_an_arm_without_any_value_gives_empty_pairs(long_form):
    rows = [("a", "c1", "heart", 0.2), ("b", "c1", "heart", nan, 1, "not_annotated")]
    cells = cells_of(long_form(rows), ["a", "b"])
    for organ in ("heart", "mean"):
        first, second = pair(cells, "a", "b", organ)
        assert first.size == 0 and second.size == 0
        assert first.dtype == np.float64


def test_numbers_of_all_arms_and_organs_are_those_of_each(long_form):
    rows = [
        (arm, case, organ, value)
        for arm, case, organ, value in (
            ("a", "c1", "heart", 0.2),
            ("a", "c2", "heart", 0.4),
            ("a", "c1", "aorta", 0.9),
            ("b", "c3", "aorta", 0.5),
        )
    ]
    values = by_case(long_form(rows), PATIENTS, "dice")
    table = of_every_organ(values).set_index(["arm", "patient", "organ"])["value"]
    assert table.to_dict() == pytest.approx(
        {
            ("a", "p1", "aorta"): 0.9,
            ("a", "p1", "heart"): 0.3,
            ("b", "p2", "aorta"): 0.5,
            ("a", "p1", "mean"): 0.6,
            ("b", "p2", "mean"): 0.5,
        }
    )
    for organ in ("heart", "aorta", "mean"):
        for (arm, patient), value in by_patient(values, organ).items():
            assert table[arm, patient, organ] == value


def test_a_case_of_no_patient_is_named(long_form):
    with pytest.raises(StudyError, match="case c9 is of no patient"):
        by_case(long_form([("a", "c9", "heart", 0.2)]), PATIENTS, "dice")
