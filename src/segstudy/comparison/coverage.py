"""How often an interval holds what it claims to hold."""

from math import nan

import numpy as np
from scipy import special

from segstudy.comparison.interval import studentized
from segstudy.comparison.normality import FEWEST_PATIENTS

RESAMPLES = 2000
# So many values are drawn at most: of two thousand patients and more, fewer and fewer times.
MOST_DRAWN = 4_000_000


def coverage(values: np.ndarray, alpha: float, skewed: bool, generator: np.random.Generator) -> float:
    """Estimate how often `mean_interval` of so many patients like these holds the mean that it is for.

    The patients stand for all patients (Loh 1987, Journal of the American Statistical Association 82:155): as many are
    drawn from them again and again, and their interval holds the patients' mean, or does not. What none of these
    patients shows, such as a rare failure, is not in it.

    Args:
        values: (patients,).
        alpha: 1 less the level that the interval claims.
        skewed: as in `mean_interval`.
        generator: of the draws.

    Returns:
        A share; NaN for fewer than three patients, or values that are all the same.
    """
    if len(values) < FEWEST_PATIENTS or np.ptp(values) == 0:
        return nan
    resamples = min(RESAMPLES, max(1, MOST_DRAWN // len(values)))
    drawn = values[generator.integers(0, len(values), (resamples, len(values)))]
    bound = special.stdtrit(len(values) - 1, 1 - alpha / 2)
    # A draw without spread has an interval without width, which holds nothing.
    return float(np.mean(np.abs(studentized(drawn, skewed, float(values.mean()))) <= bound))
