import pytest

from segstudy.comparison.pairs import pairs
from segstudy.running.errors import StudyError


def test_all_against_the_baseline_in_the_order_of_the_config():
    assert pairs(["x", "base", "y"], "base", "baseline") == [("base", "x"), ("base", "y")]


def test_every_pair_once_and_the_baseline_always_first():
    assert pairs(["x", "base", "y"], "base", "all") == [("base", "x"), ("base", "y"), ("x", "y")]


def test_one_arm_has_nothing_to_be_compared_with():
    assert pairs(["base"], "base", "all") == []


def test_a_baseline_that_is_no_arm_is_named():
    with pytest.raises(StudyError, match="'bsae' is no arm; arms are base, x"):
        pairs(["base", "x"], "bsae", "baseline")
