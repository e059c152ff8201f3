"""Whether differences look normal, and so which of their quantities a family of tests speaks of."""

from collections.abc import Sequence
from math import nan

import numpy as np
from scipy import stats

from segstudy.comparison.holm import holm
from segstudy.tables.statistics import MEANS, RANKS, Quantity

FEWEST_PATIENTS = 3
"""Shapiro-Wilk is not defined on fewer, and no test could find anything."""

NORMALITY_ALPHA = 0.05


def normality(values: np.ndarray) -> float:
    """Return the p of Shapiro and Wilk's test (1965) on values (patients,); NaN where it is not defined."""
    if len(values) < FEWEST_PATIENTS or np.ptp(values) == 0:
        return nan
    return float(stats.shapiro(values).pvalue)


def in_word(p: float) -> str:
    """`yes` or `no` by one p of `normality`, empty where it is not defined."""
    return "" if p != p else "yes" if p > NORMALITY_ALPHA else "no"


def quantity_of(normalities: Sequence[float]) -> Quantity:
    """Which quantity a family of tests speaks of: the mean where all its differences may be normal, else the ranks.

    Chosen once for a family, because its comparisons share patients and arms: where rare failures spoil the means of
    some, those in which nobody happened to fail look normal, and a t-test would take luck for a difference. Holm's
    correction keeps many normal comparisons from being called otherwise by chance.

    Args:
        normalities: the p of `normality` of each comparison.
    """
    corrected = holm(np.asarray(normalities, float))
    return RANKS if bool((corrected <= NORMALITY_ALPHA).any()) else MEANS
