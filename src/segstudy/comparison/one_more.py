"""Whether a mean would still differ if one more patient were as far off as the farthest that was seen."""

from collections.abc import Hashable, Sequence

import numpy as np

from segstudy.comparison.interval import mean_p


def farthest(differences: Sequence[np.ndarray], groups: Sequence[Hashable]) -> dict[Hashable, tuple[float, float]]:
    """How far patients lie below and above the median of their own comparison at most, in any comparison of a group.

    Args:
        differences: (patients,) each, comparison by comparison.
        groups: the group of each: the organ, whose failures one arm may show and another may not have met.

    Returns:
        By group the lowest (0 or negative) and the highest (0 or positive) deviation.
    """
    found: dict[Hashable, tuple[float, float]] = {}
    for values, group in zip(differences, groups, strict=True):
        low, high = found.get(group, (0.0, 0.0))
        if len(values):
            apart = values - np.median(values)
            low, high = min(low, float(apart.min())), max(high, float(apart.max()))
        found[group] = low, high
    return found


def p_with_one_more(differences: np.ndarray, deviations: tuple[float, float]) -> float:
    """Return the two-sided p of the mean of differences (patients,), with one patient more who speaks against it.

    A test of means takes a sample in which nobody happened to fail for proof that nobody fails; where patients of other
    arms did, this is not so. The one more lies as far from the median, against the side of the mean, as any patient of
    any arm for this organ. NaN for fewer than 3 patients, and where nothing varies.
    """
    if len(differences) < 3:
        return float("nan")
    side = float(np.sign(differences.mean()))
    if side == 0:
        return 1.0
    more = float(np.median(differences)) + deviations[0 if side > 0 else 1]
    values = np.append(differences, more)
    return mean_p(values, skewed=True) if values.mean() * side > 0 else 1.0
