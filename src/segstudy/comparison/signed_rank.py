"""Wilcoxon's signed-rank test: one way to treat ties and zeros for all that ranks differences."""

from math import nan

import numpy as np
from scipy import stats


def signed_rank(differences: np.ndarray) -> tuple[float, float]:
    """Test whether paired differences (patients,) lie around zero (Wilcoxon 1945).

    Zero differences are dropped before ranking, as Wilcoxon did; ties share their mean rank. The p is exact up to 50
    patients without ties, and up to 13 with them; else the normal approximation with tie correction.

    Args:
        differences: (patients,), rounded (see `differences_of`), so that what is equal on paper ties.

    Returns:
        The smaller of the two rank sums, and the two-sided p: 1 where all differences are zero, NaN where there are
        none.
    """
    moved = differences[differences != 0]
    if not len(moved):
        return (0.0, 1.0) if len(differences) else (nan, nan)
    found = stats.wilcoxon(moved, zero_method="wilcox", method="auto")
    return float(found.statistic), min(1.0, float(found.pvalue))
