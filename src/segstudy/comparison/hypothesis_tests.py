"""The test of one comparison."""

from dataclasses import dataclass
from math import comb, nan
from typing import Literal

import numpy as np
from scipy import stats

from segstudy.comparison.names import MANN_WHITNEY, PAIRED_T, UNPAIRED_T, WILCOXON
from segstudy.comparison.normality import FEWEST_PATIENTS, in_word, normality, quantity_of
from segstudy.comparison.signed_rank import signed_rank
from segstudy.tables.statistics import MEANS, Quantity

# All arrangements of two groups are counted where there are no more than this: 8 against 8.
MOST_ARRANGEMENTS = comb(16, 8)


@dataclass(frozen=True)
class Tested:
    """The columns `normal`, `test`, `statistic`, `dof` and `p` of one comparison; p is two-sided.

    Attributes:
        normal: `yes` or `no` by Shapiro-Wilk at 0.05, empty where it is not defined.
        test: Empty where there are too few patients for any.
        statistic: Of the test.
        dof: NaN for a rank test.
        p: Two-sided.
    """

    normal: str = ""
    test: str = ""
    statistic: float = nan
    dof: float = nan
    p: float = nan


def paired_test(differences: np.ndarray, quantity: Quantity | None = None) -> Tested:
    """Test whether paired differences (patients,) lie around zero.

    The paired t-test of the mean, or Wilcoxon's signed-rank test (see `signed_rank`). Constant differences have no
    spread to hold a mean against, whatever is asked for: Wilcoxon; where all are zero, nothing speaks against equality
    and p is 1. The statistic is t, or the smaller of the two rank sums.

    Args:
        differences: (patients,).
        quantity: what is tested; None for the mean where normality of these differences is not rejected (Shapiro and
            Wilk 1965), else the ranks.
    """
    if len(differences) < FEWEST_PATIENTS:
        return Tested()
    p_normal = normality(differences)
    normal = in_word(p_normal)
    if normal and (quantity or quantity_of([p_normal])) == MEANS:
        t = stats.ttest_1samp(differences, 0.0)
        return Tested(normal, PAIRED_T, float(t.statistic), float(t.df), float(t.pvalue))
    statistic, p = signed_rank(differences)
    return Tested(normal, WILCOXON, statistic, nan, p)


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
    answers = {in_word(normality(first)), in_word(normality(second))}
    normal = "no" if "no" in answers else "" if "" in answers else "yes"
    if normal == "yes":
        t = stats.ttest_ind(second, first, equal_var=True)
        return Tested(normal, UNPAIRED_T, float(t.statistic), float(t.df), float(t.pvalue))
    method: Literal["auto"] | stats.PermutationMethod = "auto"
    ties = len(np.unique(pooled)) < len(pooled)
    if ties and comb(len(pooled), len(first)) <= MOST_ARRANGEMENTS:
        method = stats.PermutationMethod(n_resamples=MOST_ARRANGEMENTS)
    ranks = stats.mannwhitneyu(second, first, alternative="two-sided", method=method)
    return Tested(normal, MANN_WHITNEY, float(ranks.statistic), nan, min(1.0, float(ranks.pvalue)))
