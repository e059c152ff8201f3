from math import inf, nan

import pytest

from segstudy.comparison.check import checked
from segstudy.running.errors import StudyError

PATIENTS = {"c1": "p1", "c2": "p2"}
GOOD = [("a", "c1", "heart", 0.1), ("a", "c2", "heart", 0.2), ("b", "c1", "heart", 0.3)]


def check(table, arms=("a", "b"), names=("dice",), organs=("heart",)):
    return checked(table, PATIENTS, arms, organs, names)


def test_good_rows_come_back_in_the_order_of_their_keys(long_form):
    assert check(long_form(GOOD[::-1]))["dice"].tolist() == [0.1, 0.2, 0.3]


def test_rows_of_other_arms_and_organs_are_left_aside(long_form):
    more = [*GOOD, ("old", "c1", "heart", 0.9), ("a", "c1", "liver", 0.9)]
    assert len(check(long_form(more))) == 3


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("a", "c1", "heart", 0.4), "arm a, case c1, organ heart, seed 1 is there twice"),
        (("a", "c9", "heart", 0.4), "case c9.*the table of cases does not have"),
        (("a", "c1", "heart", inf, 2), "an infinite dice"),
        (("a", "c1", "heart", nan, 2, "missed"), "has no dice, though"),
        (("a", "c1", "heart", nan, 2, "ok"), "has no dice, though"),
        (("a", "c1", "heart", 0.4, 2, "fine"), "an outcome that is none of ok, both_empty"),
    ],
)
def test_a_bad_row_is_named(long_form, row, message):
    with pytest.raises(StudyError, match=message):
        check(long_form([*GOOD, row]))


def test_specificity_may_be_undefined(long_form):
    table = long_form([*GOOD, ("b", "c2", "heart", nan)])
    assert len(check(table, names=["specificity"])) == 4


def test_an_arm_that_was_never_measured_is_an_error(long_form):
    with pytest.raises(StudyError, match="no row for arm c"):
        check(long_form(GOOD), arms=("a", "c"))


def test_a_missing_column_is_named(long_form):
    with pytest.raises(StudyError, match="no column hd95_mm"):
        check(long_form(GOOD).drop(columns="hd95_mm"), names=("dice", "hd95_mm"))


def test_an_unknown_metric_is_named(long_form):
    with pytest.raises(StudyError, match="no metric is called 'dcie'; known are dice"):
        check(long_form(GOOD), names=("dcie",))


def test_no_organ_may_be_called_mean(long_form):
    with pytest.raises(StudyError, match="kept for the mean over organs"):
        check(long_form(GOOD), organs=("heart", "mean"))
