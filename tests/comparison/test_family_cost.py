import pytest

from segstudy.comparison.family_cost import times_as_many_patients


def test_a_test_by_itself_costs_nothing_and_more_tests_cost_ever_less_each() -> None:
    assert times_as_many_patients(1, 0.05) == 1
    # normal quantiles of .00025 and .025 (3.4808, 1.95996) and of .8 (.84162)
    assert times_as_many_patients(100, 0.05) == pytest.approx(((3.4808 + 0.84162) / (1.95996 + 0.84162)) ** 2, rel=1e-4)
