"""The ranks' own estimate of a difference, with its interval."""

from functools import cache
from math import nan, sqrt

import numpy as np
from scipy import stats

MOST_EXACT = 50
"""Up to so many patients the distribution of the rank sum is counted, as in the test."""


def pseudomedian(differences: np.ndarray, alpha: float) -> tuple[float, float, float]:
    """Estimate the shift that Wilcoxon's signed-rank test tests, by Hodges and Lehmann.

    The median of all pairwise means of the differences, each with itself too, and the interval of all shifts that the
    test would not reject at `alpha` (Hollander, Wolfe and Chicken 2014, sections 3.2 and 3.3). It speaks of most
    patients: one far one moves it little. Zero differences are left out, as the test leaves them out.

    Args:
        differences: (patients,).
        alpha: 1 less the level of the interval.

    Returns:
        The estimate, and the lower and the upper end; 0 with no width where all differences are zero. The ends are NaN
        where so few patients cannot give an interval of this level.
    """
    moved = differences[differences != 0]
    count = len(moved)
    if not count:
        return (0.0, 0.0, 0.0) if len(differences) else (nan, nan, nan)
    first, second = np.triu_indices(count)
    means = np.sort((moved[first] + moved[second]) / 2)
    outside = _most_outside(count, alpha)
    middle = float(np.median(means))
    if outside < 0:
        return middle, nan, nan
    return middle, float(means[outside]), float(means[-1 - outside])


@cache
def _most_outside(count: int, alpha: float) -> int:
    """How many of the ordered pairwise means lie outside the interval on each side; −1 where there is no interval."""
    if count > MOST_EXACT:
        sd = sqrt(count * (count + 1) * (2 * count + 1) / 24)
        return int(np.floor(count * (count + 1) / 4 + stats.norm.ppf(alpha / 2) * sd))
    ways = np.ones(1)
    for rank in range(1, count + 1):
        longer = np.zeros(len(ways) + rank)
        longer[: len(ways)] += ways
        longer[rank:] += ways
        ways = longer
    below = np.cumsum(ways) / 2.0**count
    return int(np.searchsorted(below, alpha / 2, side="right")) - 1
