import numpy as np
import pytest
from scipy import stats

from segstudy.report.agreement import agreement


def test_the_bias_and_its_interval_are_those_of_a_t_test() -> None:
    values = np.random.default_rng(1).normal(3, 2, 15)
    found, peer = agreement(values, 0.1), stats.ttest_1samp(values, 0).confidence_interval(0.9)
    assert (found.bias, *found.bias_interval) == pytest.approx((values.mean(), *peer))
    assert (found.low, found.high) == pytest.approx(
        (values.mean() - 1.96 * np.std(values, ddof=1), values.mean() + 1.96 * np.std(values, ddof=1))
    )
    assert found.side == 1 and agreement(-values).side == -1 and agreement(values - values.mean()).side == 0


def test_intervals_of_the_limits_hold_the_true_limit_as_often_as_they_say() -> None:
    generator = np.random.default_rng(2)
    found = [agreement(generator.normal(0, 1, 30)) for _ in range(1500)]
    held = np.mean([one.high_interval[0] < 1.96 < one.high_interval[1] for one in found])
    assert 0.93 < held < 0.97


def test_too_few_patients_have_no_limits() -> None:
    found = agreement(np.array([1.0, np.nan, 2.0]))
    assert found.count == 2 and np.isnan(found.bias) and found.side == 0
