import numpy as np
import pytest
from scipy import stats

from segstudy.comparison.effect import cohen_d, cohen_dz, matched_rank_biserial, rank_biserial


def test_dz_is_t_over_root_n():
    differences = np.array([0.1, 0.2, 0.4, -0.1, 0.3])
    t = stats.ttest_1samp(differences, 0).statistic
    assert cohen_dz(differences) == pytest.approx(t / np.sqrt(5))


def test_d_by_hand():
    # Means 2 and 4, both variances 1.
    assert cohen_d(np.array([1.0, 2, 3]), np.array([3.0, 4, 5])) == pytest.approx(2)


def test_d_of_unequal_groups_follows_t():
    first, second = np.array([1.0, 2, 4, 8]), np.array([3.0, 3.5, 9])
    t = stats.ttest_ind(second, first).statistic
    assert cohen_d(first, second) == pytest.approx(t * np.sqrt(1 / 4 + 1 / 3))


def test_matched_rank_biserial_by_hand_drops_zeros():
    # Ranks 1, 2, 3 of +1, -2, +3: (4 - 2) / 6.
    assert matched_rank_biserial(np.array([0.0, 1, -2, 3])) == pytest.approx(1 / 3)


def test_matched_rank_biserial_ends_and_middle():
    assert matched_rank_biserial(np.full(4, -0.1)) == -1
    assert matched_rank_biserial(np.zeros(4)) == 0


def test_rank_biserial_follows_u():
    first, second = np.array([1.0, 4, 4, 6]), np.array([2.0, 4, 7])
    u = stats.mannwhitneyu(second, first).statistic
    assert rank_biserial(first, second) == pytest.approx(2 * u / 12 - 1)
    assert rank_biserial(np.zeros(3), np.ones(3)) == 1
