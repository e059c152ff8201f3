"""Bias and limits of agreement between predicted and reference volumes."""

from dataclasses import dataclass
from math import nan, sqrt

import numpy as np
from scipy import stats

FEWEST = 3
Z = 1.96


@dataclass(frozen=True)
class Agreement:
    """Of `count` differences: their mean, the limits that hold 95 % of them if normal, and each one's interval."""

    count: int
    bias: float = nan
    low: float = nan
    high: float = nan
    bias_interval: tuple[float, float] = (nan, nan)
    low_interval: tuple[float, float] = (nan, nan)
    high_interval: tuple[float, float] = (nan, nan)

    @property
    def side(self) -> int:
        """1 where the bias is above zero with its whole interval, −1 where below, else 0."""
        low, high = self.bias_interval
        return 1 if low > 0 else -1 if high < 0 else 0


def agreement(differences: np.ndarray, alpha: float = 0.05) -> Agreement:
    """Bland and Altman's analysis of differences (patients,): bias ± 1.96 sd, with intervals of level 1 − alpha.

    The standard errors are those of Bland and Altman 1999 (Statistical Methods in Medical Research 8:135), sd/√n of the
    bias and sd·√(1/n + 1.96²/(2(n − 1))) of a limit, with Student's t. NaN where there are fewer than three.
    """
    values = np.asarray(differences, float)
    values = values[np.isfinite(values)]
    count = len(values)
    if count < FEWEST:
        return Agreement(count)
    bias, sd = float(values.mean()), float(values.std(ddof=1))
    t = float(stats.t.ppf(1 - alpha / 2, count - 1))
    of_bias, of_limit = t * sd / sqrt(count), t * sd * sqrt(1 / count + Z**2 / (2 * (count - 1)))
    low, high = bias - Z * sd, bias + Z * sd
    return Agreement(
        count,
        bias,
        low,
        high,
        (bias - of_bias, bias + of_bias),
        (low - of_limit, low + of_limit),
        (high - of_limit, high + of_limit),
    )
