"""The test of one comparison, chosen by the data as the study's rules say."""

from dataclasses import dataclass
from math import comb, nan

import numpy as np
from scipy import stats

from segstudy.comparison.names import MANN_WHITNEY, PAIRED_T, UNPAIRED_T, WILCOXON

FEWEST_PATIENTS = 3
"""Shapiro-Wilk is not defined on fewer, and no test could find anything."""

NORMALITY_ALPHA = 0.05

# All arrangements of two groups are counted where there are no more than this: 8 against 8.
MOST_ARRANGEMENTS = comb(16, 8)


@dataclass(frozen=True)
class Tested:
    """The columns `normal`, `test`, `statistic`, `dof` and `p` of one comparison; p is two-sided.

    normal: `yes` or `no` by Shapiro-Wilk at 0.05, empty where it is not defined.
    test: empty where there are too few patients for any.
    dof: NaN for a rank test.
    """

    normal: str = ""
    test: str = ""
    statistic: float = nan
    dof: float = nan
    p: float = nan


def paired_test(differences: np.ndarray) -> Tested:
    """Test whether paired differences (patients,) lie around zero.

    Shapiro-Wilk on the differences (Shapiro and Wilk 1965), then the paired t-test where normality is not
    rejected, else Wilcoxon's signed-rank test (Wilcoxon 1945). Zero differences are dropped before ranking,
    as Wilcoxon did. The p of the rank test is exact up to 50 patients without ties and zeros, and up to 13
    with them; else the normal approximation with tie correction. Constant differences have no normality to
    test: Wilcoxon; where all are zero, nothing speaks against equality and p is 1. The statistic is t, or the
    smaller of the two rank sums.
    """
    if len(differences) < FEWEST_PATIENTS:
        return Tested()
    if not np.any(differences):
        return Tested("", WILCOXON, 0.0, nan, 1.0)
    normal = _normal(differences)
    if normal == "yes":
        t = stats.ttest_1samp(differences, 0.0)
        return Tested(normal, PAIRED_T, float(t.statistic), float(t.df), float(t.pvalue))
    ranks = stats.wilcoxon(differences, zero_method="wilcox", method="auto")
    return Tested(normal, WILCOXON, float(ranks.statistic), nan, min(1.0, float(ranks.pvalue)))


def unpaired_test(first: np.ndarray, second: np.ndarray) -> Tested:
    """Test two groups (patients,) as though their patients were different ones.

    Shapiro-Wilk on each group, then Student's t-test with pooled variance (degrees of freedom: both sizes
    less 2) where normality is rejected in neither, else the Mann-Whitney U test (Mann and Whitney 1947). Its
    p is exact where a group has at most 8 patients and there are no ties, or where all arrangements of tied
    values can be counted (8 against 8), as twice the smaller tail; else the normal approximation with tie and
    continuity correction. The statistic is t or U of the second group: large where the second group is larger.
    """
    if min(len(first), len(second)) < FEWEST_PATIENTS:
        return Tested()
    pooled = np.concatenate([first, second])
    if np.ptp(pooled) == 0:
        return Tested("", MANN_WHITNEY, len(first) * len(second) / 2, nan, 1.0)
    answers = {_normal(first), _normal(second)}
    normal = "no" if "no" in answers else "" if "" in answers else "yes"
    if normal == "yes":
        t = stats.ttest_ind(second, first, equal_var=True)
        return Tested(normal, UNPAIRED_T, float(t.statistic), float(t.df), float(t.pvalue))
    method = "auto"
    ties = len(np.unique(pooled)) < len(pooled)
    if ties and comb(len(pooled), len(first)) <= MOST_ARRANGEMENTS:
        method = stats.PermutationMethod(n_resamples=MOST_ARRANGEMENTS)
    ranks = stats.mannwhitneyu(second, first, alternative="two-sided", method=method)
    return Tested(normal, MANN_WHITNEY, float(ranks.statistic), nan, min(1.0, float(ranks.pvalue)))


def _normal(values: np.ndarray) -> str:
    if np.ptp(values) == 0:
        return ""
    return "yes" if stats.shapiro(values).pvalue > NORMALITY_ALPHA else "no"
