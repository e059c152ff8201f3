"""Intervals and tests of a mean, and the bootstrap interval of two groups."""

from math import inf, nan, sqrt

import numpy as np
from scipy import special, stats

from segstudy.comparison.normality import FEWEST_PATIENTS

# Bounds memory: this many resamples are held at a time.
BATCH = 10_000


def mean_interval(values: np.ndarray, alpha: float, skewed: bool) -> tuple[float, float]:
    """Return the interval of the mean of values (patients,) at confidence 1 - alpha.

    Student's t; where the values are `skewed`, Student's t after Hall's cubic transformation, which takes the skewness
    out of the studentized mean (Hall 1992, Journal of the Royal Statistical Society B 54:221) and is monotone, so that
    it can be turned round. Of what was simulated it covers best (docs/statistics.md). Values that are all the same give
    an interval without width; fewer than 3, NaN.
    """
    if len(values) < FEWEST_PATIENTS:
        return nan, nan
    mean, sd, count = float(values.mean()), float(values.std(ddof=1)), len(values)
    if np.ptp(values) == 0:
        return mean, mean
    bound = float(special.stdtrit(count - 1, 1 - alpha / 2))
    low, high = (_untransformed(side * bound, values if skewed else None, count) for side in (1, -1))
    return mean - sd * low, mean - sd * high


def mean_p(values: np.ndarray, skewed: bool, shift: float = 0.0, alternative: str = "two-sided") -> float:
    """Return the p of the test that belongs to `mean_interval`: whether the mean of values (patients,) is `shift`.

    Args:
        values: (patients,).
        skewed: see `mean_interval`.
        shift: the mean under the null hypothesis.
        alternative: `two-sided`, `greater` or `less`.

    Returns:
        The p; NaN for fewer than 3 values, and for values that are all the same and not `shift`, of which no mean test
        can be made. 1 where all are `shift`.
    """
    if len(values) < FEWEST_PATIENTS:
        return nan
    if np.ptp(values) == 0:
        return 1.0 if values[0] == shift else nan
    t = float(studentized(values[None, :], skewed, shift)[0])
    dof = len(values) - 1
    if alternative == "two-sided":
        return min(1.0, 2 * float(special.stdtr(dof, -abs(t))))
    return float(special.stdtr(dof, -t if alternative == "greater" else t))


def studentized(samples: np.ndarray, skewed: bool, shift: float | np.ndarray = 0.0) -> np.ndarray:
    """Return the studentized means of samples (samples, patients), after Hall's transformation where `skewed`.

    A sample whose values are all the same has no spread to be studentized by: ±infinity, or NaN where it is `shift`.
    """
    count = samples.shape[1]
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (samples.mean(axis=1) - shift) / samples.std(axis=1, ddof=1)
        if not skewed:
            return np.asarray(sqrt(count) * ratio)
        skewness = _skewness(samples)
        return np.asarray(
            sqrt(count) * (ratio + skewness * ratio**2 / 3 + skewness**2 * ratio**3 / 27 + skewness / (6 * count))
        )


def _skewness(samples: np.ndarray) -> np.ndarray:
    apart = samples - samples.mean(axis=1, keepdims=True)
    # a power of an array takes twenty times as long
    return np.asarray((apart * apart * apart).mean(axis=1) / samples.std(axis=1, ddof=1) ** 3)


def _untransformed(t: float, values: np.ndarray | None, count: int) -> float:
    """The ratio of mean to standard deviation that a studentized mean of `t` belongs to."""
    skewness = 0.0 if values is None else float(_skewness(values[None, :])[0])
    ratio = t / sqrt(count)
    if abs(skewness) < 1e-6:
        return ratio
    return float(3 / skewness * (np.cbrt(1 + skewness * (ratio - skewness / (6 * count))) - 1))


def unpaired_interval(
    first: np.ndarray, second: np.ndarray, alpha: float, resamples: int, generator: np.random.Generator
) -> tuple[float, float]:
    """Return the interval of mean(second) - mean(first), each group (patients,) resampled for itself.

    The bias-corrected and accelerated bootstrap (Efron 1987). Groups without spread give an interval without width;
    fewer than 3 patients, NaN.
    """
    samples = (first, second)
    if min(len(sample) for sample in samples) < FEWEST_PATIENTS:
        return nan, nan
    if all(np.ptp(sample) == 0 for sample in samples):
        value = float(_difference_of_means(*samples, axis=-1))
        return value, value
    result = stats.bootstrap(
        samples,
        _difference_of_means,
        n_resamples=resamples,
        batch=min(BATCH, resamples),
        vectorized=True,
        confidence_level=1 - alpha,
        method="BCa",
        rng=generator,
    ).confidence_interval
    return float(result.low), float(result.high)


def within(interval: tuple[float, float], limits: tuple[float, float] = (-inf, inf)) -> tuple[float, float]:
    """The part of an interval that lies within what its quantity can be; NaN stays."""
    low, high = interval
    return (max(low, limits[0]), min(high, limits[1])) if low == low else interval


def _difference_of_means(first: np.ndarray, second: np.ndarray, axis: int) -> np.ndarray:
    return np.mean(second, axis=axis) - np.mean(first, axis=axis)
