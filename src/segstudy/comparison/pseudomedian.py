"""The ranks' own estimate of a difference, with its interval."""

from collections.abc import Sequence
from functools import cache
from math import inf, nan, sqrt

import numpy as np
from scipy import stats

MOST_EXACT = 50
"""Up to so many patients the distribution of the rank sum is counted, as in the test."""
MOST_AT_ONCE = 500
"""Of up to so many patients all pairwise means are written down."""
MOST_BETWEEN = 20
"""Times the patients: so many pairwise means are sorted."""


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
    pairs, outside = count * (count + 1) // 2, _most_outside(count, alpha)
    means = pairwise_means(moved, [(pairs - 1) // 2, pairs // 2, *([outside, pairs - 1 - outside] * (outside >= 0))])
    middle = float(np.mean(means[:2]))
    return (middle, float(means[2]), float(means[3])) if outside >= 0 else (middle, nan, nan)


def pairwise_means(values: np.ndarray, places: Sequence[int]) -> np.ndarray:
    """The pairwise means, each value with itself too, that stand at `places` of all of them in order.

    Of many values, the means are not written down, which ten thousand patients would need a gigabyte for: how many
    lie below a bound is counted in sorted values, and the bounds are drawn together around each place (the idea of
    Johnson and Mizoguchi 1978, SIAM Journal on Computing 7:147), until few are between them.

    Args:
        values: (patients,).
        places: from 0.
    """
    if len(values) <= MOST_AT_ONCE:
        first, second = np.triu_indices(len(values))
        return np.asarray(np.sort((values[first] + values[second]) / 2)[list(places)])
    ordered = np.sort(values)
    return np.array([_mean_at(ordered, place) for place in places])


def _mean_at(ordered: np.ndarray, place: int) -> float:
    own, last = np.arange(len(ordered)), len(ordered) * MOST_BETWEEN
    low, high = np.nextafter(ordered[0], -inf), ordered[-1]
    below, upto = np.zeros(len(ordered), int), len(ordered) - own
    while upto.sum() - below.sum() > last:
        middle = (low + high) / 2
        if not low < middle < high:  # neighbours: all that is between them is the same number
            return float(high)
        found = np.maximum(_partners(ordered, middle) - own, 0)
        low, high, below, upto = (middle, high, found, upto) if found.sum() <= place else (low, middle, below, found)
    counts = upto - below
    first = np.repeat(own, counts)
    second = first + np.repeat(below - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
    between = (ordered[first] + ordered[second]) / 2
    return float(np.partition(between, place - below.sum())[place - below.sum()])


def _partners(ordered: np.ndarray, bound: float) -> np.ndarray:
    """For each value, how many of all values have a mean with it that is at most `bound`, as such means are rounded."""
    size = len(ordered)
    count = np.searchsorted(ordered, 2 * bound - ordered, side="right")
    # the difference that was looked for is rounded otherwise than the sum
    while (over := (count > 0) & ((ordered + ordered[count - 1]) / 2 > bound)).any():
        count = np.where(over, np.searchsorted(ordered, ordered[count - 1], side="left"), count)
    while (under := (count < size) & ((ordered + ordered[np.minimum(count, size - 1)]) / 2 <= bound)).any():
        count = np.where(under, np.searchsorted(ordered, ordered[np.minimum(count, size - 1)], side="right"), count)
    return np.asarray(count)


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
