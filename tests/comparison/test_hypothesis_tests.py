from itertools import combinations, product
from math import isnan

import numpy as np
import pytest
from scipy import stats

from segstudy.comparison.hypothesis_tests import paired_test, unpaired_test

# Skewed enough for Shapiro-Wilk to reject normality in every draw used here.
SKEWED = np.array([0.01, 0.011, 0.012, -0.013, 0.015, 0.016, 0.017, -0.9])


def signed_rank_by_enumeration(differences):
    """Two-sided p: the share of all sign patterns at least as far from the middle."""
    kept = differences[differences != 0]
    ranks = stats.rankdata(np.abs(kept))
    middle = ranks.sum() / 2
    seen = abs(ranks[kept > 0].sum() - middle)
    sums = [np.dot(signs, ranks) for signs in product((0, 1), repeat=len(kept))]
    return np.mean([abs(total - middle) >= seen - 1e-12 for total in sums])


def rank_sum_by_enumeration(first, second):
    """Two-sided p: twice the smaller tail of all ways to split the values."""
    ranks = stats.rankdata(np.concatenate([first, second]))
    seen = ranks[len(first) :].sum()
    sums = np.array([sum(chosen) for chosen in combinations(ranks, len(second))])
    return min(1, 2 * min(np.mean(sums >= seen - 1e-12), np.mean(sums <= seen + 1e-12)))


def test_normal_differences_give_the_paired_t_of_the_textbook():
    differences = np.array([0.02, 0.05, 0.01, 0.04, 0.03, 0.06, 0.00, 0.03])
    found = paired_test(differences)
    t = differences.mean() / (differences.std(ddof=1) / np.sqrt(8))
    assert (found.test, found.normal, found.dof) == ("paired t", "yes", 7)
    assert found.statistic == pytest.approx(t)
    assert found.p == pytest.approx(2 * stats.t.sf(t, 7))


def test_skewed_differences_give_wilcoxon_with_the_exact_p():
    found = paired_test(SKEWED)
    assert (found.test, found.normal) == ("Wilcoxon signed-rank", "no")
    assert isnan(found.dof)
    # Ranks of the absolute values are 1 to 8; negative are 4 and 8.
    assert found.statistic == 12
    assert found.p == pytest.approx(signed_rank_by_enumeration(SKEWED))


@pytest.mark.parametrize("n", [4, 5, 7, 9, 12])
@pytest.mark.parametrize("decimals", [6, 1])
def test_wilcoxon_p_equals_enumeration_with_ties_and_zeros_too(n, decimals):
    rng = np.random.default_rng([n, decimals])
    tried = 0
    while tried < 4:
        differences = np.round(rng.standard_cauchy(n) ** 3, decimals)
        found = paired_test(differences)
        if found.test == "Wilcoxon signed-rank":
            tried += 1
            assert found.p == pytest.approx(signed_rank_by_enumeration(differences), abs=1e-12)


def test_all_zero_differences_speak_against_nothing():
    found = paired_test(np.zeros(12))
    assert (found.test, found.normal, found.statistic, found.p) == ("Wilcoxon signed-rank", "", 0, 1)


def test_constant_differences_have_no_normality_and_are_ranked():
    found = paired_test(np.full(6, 0.1))
    assert (found.test, found.normal) == ("Wilcoxon signed-rank", "")
    assert found.p == pytest.approx(2 / 2**6)


@pytest.mark.parametrize("n", [0, 1, 2])
def test_fewer_than_three_patients_are_not_tested(n):
    for found in (paired_test(np.arange(n) + 1.0), unpaired_test(np.arange(n) + 1.0, np.arange(5.0))):
        assert found.test == "" and found.normal == ""
        assert isnan(found.p) and isnan(found.statistic)


def test_unpaired_normal_groups_give_student_with_2n_minus_2():
    rng = np.random.default_rng(3)
    first, second = rng.normal(0.7, 0.05, 40), rng.normal(0.75, 0.05, 40)
    found = unpaired_test(first, second)
    pooled = np.sqrt((first.var(ddof=1) + second.var(ddof=1)) / 2)
    t = (second.mean() - first.mean()) / (pooled * np.sqrt(2 / 40))
    assert (found.test, found.normal, found.dof) == ("unpaired t", "yes", 78)
    assert found.statistic == pytest.approx(t)
    assert found.p == pytest.approx(2 * stats.t.sf(abs(t), 78))


def test_one_skewed_group_is_enough_for_mann_whitney():
    first = np.linspace(0.5, 0.6, 8)
    found = unpaired_test(first, SKEWED)
    assert (found.test, found.normal) == ("Mann-Whitney U", "no")
    assert found.statistic == 0
    assert found.p == pytest.approx(rank_sum_by_enumeration(first, SKEWED))


@pytest.mark.parametrize("sizes", [(3, 3), (3, 5), (5, 5)])
@pytest.mark.parametrize("decimals", [6, 0])
def test_mann_whitney_p_equals_enumeration_with_ties_too(sizes, decimals):
    rng = np.random.default_rng([*sizes, decimals])
    tried = 0
    while tried < 4:
        first, second = (np.round(rng.standard_cauchy(n) ** 3, decimals) for n in sizes)
        found = unpaired_test(first, second)
        if found.test == "Mann-Whitney U":
            tried += 1
            assert found.p == pytest.approx(rank_sum_by_enumeration(first, second), abs=1e-12)


def test_separated_tied_groups_do_not_fall_under_what_they_can_attain():
    assert unpaired_test(np.zeros(3), np.ones(3)).p == pytest.approx(0.1)


def test_two_groups_of_one_value_speak_against_nothing():
    found = unpaired_test(np.full(5, 0.3), np.full(5, 0.3))
    assert (found.test, found.statistic, found.p) == ("Mann-Whitney U", 12.5, 1)


def test_many_tied_patients_use_the_normal_approximation():
    differences = np.concatenate([np.full(15, 0.1), np.full(5, -0.1)])
    found = paired_test(differences)
    expected = stats.wilcoxon(differences, method="asymptotic")
    assert found.p == pytest.approx(expected.pvalue)
    # Equal ranks: the signs are as many coins.
    assert found.p == pytest.approx(stats.binomtest(15, 20).pvalue, abs=0.02)


def test_false_alarms_are_about_as_many_as_promised():
    rng = np.random.default_rng(0)
    alarms = [paired_test(rng.normal(0, 1, 12)).p <= 0.05 for _ in range(1000)]
    assert 0.03 <= np.mean(alarms) <= 0.07
