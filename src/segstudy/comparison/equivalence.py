"""Whether two arms are as good as each other, by a margin that the study sets; and how many patients it would take."""

from math import ceil, isfinite, nan

import numpy as np
from scipy import special

from segstudy.comparison.interval import mean_p

POWER = 0.8


def equivalence_p(differences: np.ndarray, margin: float | None, skewed: bool) -> float:
    """Return the p of two one-sided tests that the mean of differences (patients,) lies within ± `margin`.

    The larger of both (Schuirmann 1987, Journal of Pharmacokinetics and Biopharmaceutics 15:657): at or under 0.05
    exactly where the 90 % interval lies within the margin.

    Args:
        differences: (patients,).
        margin: the largest difference that does not matter; None where the study sets none.
        skewed: as in `mean_interval`.

    Returns:
        The p; NaN without a margin and for fewer than three patients. Differences that are all the same are within the
        margin, p 0, or not, p 1.
    """
    if margin is None or len(differences) < 3:
        return nan
    if np.ptp(differences) == 0:
        return 0.0 if abs(differences[0]) < margin else 1.0
    return max(
        mean_p(differences, skewed, -margin, "greater"),
        mean_p(differences, skewed, margin, "less"),
    )


def patients_needed(differences: np.ndarray, wanted: float, alpha: float) -> float:
    """Return how many patients whose differences spread like these would show a mean difference of `wanted`.

    For one two-sided t-test at `alpha` with a power of 80 % (Guenther 1981, The American Statistician 35:243).

    Returns:
        A whole number; NaN for fewer than three patients.
    """
    if len(differences) < 3:
        return nan
    ratio = float(np.std(differences, ddof=1)) / wanted
    found, bound = special.ndtri(POWER), special.ndtri(1 - alpha / 2)
    needed = ((found + bound) * ratio) ** 2 + bound**2 / 2
    return float(ceil(needed)) if isfinite(needed) else nan
