from math import nan

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.power import TTestPower
from statsmodels.stats.weightstats import DescrStatsW

from segstudy.comparison.equivalence import equivalence_p, patients_needed


def test_two_one_sided_tests_are_those_of_statsmodels():
    differences = np.random.default_rng(1).normal(0.002, 0.01, 30)
    peer = DescrStatsW(differences).ttost_mean(-0.01, 0.01)[0]
    assert equivalence_p(differences, 0.01, skewed=False) == pytest.approx(peer)
    low, high = stats.ttest_1samp(differences, 0).confidence_interval(0.9)
    assert (equivalence_p(differences, 0.0059, False) <= 0.05) == (low > -0.0059 and high < 0.0059)


def test_without_a_margin_or_with_two_patients_nothing_is_tested():
    assert np.isnan([equivalence_p(np.zeros(5), None, False), equivalence_p(np.zeros(2), 0.1, False)]).all()
    assert equivalence_p(np.full(5, 0.002), 0.01, False) == 0 and equivalence_p(np.full(5, 0.2), 0.01, True) == 1


@pytest.mark.parametrize("sd", [0.005, 0.02, 0.1])
def test_patients_needed_are_those_of_statsmodels(sd):
    differences = np.array([-1, 1, -1, 1, 0]) * sd / np.std([-1, 1, -1, 1, 0], ddof=1)
    peer = np.ceil(TTestPower().solve_power(0.01 / sd, alpha=0.05, power=0.8))
    assert patients_needed(differences, 0.01, 0.05) == pytest.approx(peer, abs=1)
    assert patients_needed(np.zeros(2), 0.01, 0.05) != patients_needed(np.zeros(2), 0.01, 0.05), nan
