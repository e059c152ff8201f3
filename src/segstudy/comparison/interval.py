"""Bootstrap interval of a mean difference, resampling patients."""

from collections.abc import Callable
from math import nan

import numpy as np
from scipy import stats

from segstudy.comparison.hypothesis_tests import FEWEST_PATIENTS

# Bounds memory: this many resamples are held at a time.
BATCH = 10_000


def paired_interval(
    differences: np.ndarray, alpha: float, resamples: int, generator: np.random.Generator
) -> tuple[float, float]:
    """Return the interval of the mean of paired differences (patients,) at confidence 1 - alpha.

    The bias-corrected and accelerated bootstrap (Efron 1987). With few patients it is too narrow, as every
    bootstrap of the data alone is: of 95 % intervals from 6, 12 and 40 normal patients about 87, 91 and 94 %
    hold the true mean. Constant differences give an interval without width; fewer than 3 patients, NaN.
    """
    return _interval((differences,), _mean, alpha, resamples, generator)


def unpaired_interval(
    first: np.ndarray, second: np.ndarray, alpha: float, resamples: int, generator: np.random.Generator
) -> tuple[float, float]:
    """Return the interval of mean(second) - mean(first), each group (patients,) resampled for itself.

    Otherwise as `paired_interval`.
    """
    return _interval((first, second), _difference_of_means, alpha, resamples, generator)


def _interval(
    samples: tuple[np.ndarray, ...],
    statistic: Callable[..., np.ndarray],
    alpha: float,
    resamples: int,
    generator: np.random.Generator,
) -> tuple[float, float]:
    if min(len(sample) for sample in samples) < FEWEST_PATIENTS:
        return nan, nan
    if all(np.ptp(sample) == 0 for sample in samples):
        value = float(statistic(*samples, axis=-1))
        return value, value
    found = stats.bootstrap(
        samples,
        statistic,
        n_resamples=resamples,
        batch=min(BATCH, resamples),
        vectorized=True,
        confidence_level=1 - alpha,
        method="BCa",
        rng=generator,
    ).confidence_interval
    return float(found.low), float(found.high)


def _mean(values: np.ndarray, axis: int) -> np.ndarray:
    return np.mean(values, axis=axis)


def _difference_of_means(first: np.ndarray, second: np.ndarray, axis: int) -> np.ndarray:
    return np.mean(second, axis=axis) - np.mean(first, axis=axis)
