"""Bias and limits of agreement between predicted and reference volumes."""

from dataclasses import dataclass
from math import nan, sqrt
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from segstudy.comparison.spec import ComparisonSpec
from segstudy.comparison.volume_errors import patient_errors
from segstudy.tables.frames import frame
from segstudy.tables.further_statistics import AGREEMENT, VOLUMES

FEWEST = 3
Z = 1.96

_CORRELATION = ("pearson", "pearson_p", "pearson_ci_low", "pearson_ci_high")


@dataclass(frozen=True)
class Agreement:
    """Bland and Altman's analysis of differences.

    Attributes:
        count: how many differences.
        bias: their mean; NaN without any.
        low: the lower limit of agreement; 95 % of the differences lie between the limits, if they are normal.
        high: the upper limit.
        bias_interval: the interval of the bias.
        low_interval: the interval of the lower limit.
        high_interval: the interval of the upper limit.
    """

    count: int
    bias: float = nan
    low: float = nan
    high: float = nan
    bias_interval: tuple[float, float] = (nan, nan)
    low_interval: tuple[float, float] = (nan, nan)
    high_interval: tuple[float, float] = (nan, nan)

    @property
    def has_limits(self) -> bool:
        """Whether there were enough differences for limits."""
        return self.low == self.low

    @property
    def side(self) -> int:
        """1 where the bias is above zero with its whole interval, −1 where below, else 0."""
        low, high = self.bias_interval
        return 1 if low > 0 else -1 if high < 0 else 0


def agreement(differences: np.ndarray | pd.Series, alpha: float = 0.05) -> Agreement:
    """Bland and Altman's analysis of differences: bias ± 1.96 sd, with intervals of level 1 - alpha.

    The standard errors are those of Bland and Altman 1999 (Statistical Methods in Medical Research 8:135), sd/√n of the
    bias and sd·√(1/n + 1.96²/(2(n − 1))) of a limit, with Student's t.

    Args:
        differences: (patients,); what is not finite is left out.
        alpha: 1 less the level of the intervals.

    Returns:
        The agreement; without limits and intervals where there are fewer than three differences.
    """
    values = np.asarray(differences, float)
    values = values[np.isfinite(values)]
    count = len(values)
    if count < FEWEST:
        return Agreement(count, float(values.mean()) if count else nan)
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


def pearson(first: pd.Series, second: pd.Series, alpha: float) -> tuple[float, float, float, float]:
    """Pearson's correlation of two measurements, (patients,) each in the same order.

    Returns:
        r, its two-sided p, and Fisher's interval of level 1 - alpha; NaN with fewer than four patients, or where one
        side never varies.
    """
    if len(first) <= FEWEST or first.std() == 0 or second.std() == 0:
        return nan, nan, nan, nan
    tested = stats.pearsonr(first, second)
    interval = tested.confidence_interval(1 - alpha)
    return float(tested.statistic), float(tested.pvalue), float(interval.low), float(interval.high)


def agreement_table(errors: pd.DataFrame, spec: ComparisonSpec) -> pd.DataFrame:
    """How far predicted volumes agree with drawn ones, over patients.

    Args:
        errors: volume_errors.csv.
        spec: the study.

    Returns:
        agreement.csv: a row for each arm and organ, and for each arm and tissue within an organ (`tissue`
        is empty for the whole organ). `failed` counts cases in which the organ was missed or spurious.
    """
    patients = patient_errors(errors)
    keys = ["arm", "organ", "tissue"]
    failed = errors.groupby(keys)["failed"].sum()
    rows = [
        {**dict(zip(keys, key, strict=True)), "failed": int(failed[key]), **_row(own, spec.settings.alpha)}
        for key, own in patients.groupby(keys)
    ]
    rows.sort(key=lambda row: (row["tissue"], spec.arms.index(row["arm"]), spec.organs.index(row["organ"])))
    return frame(AGREEMENT, rows)


def _row(own: pd.DataFrame, alpha: float) -> dict[str, Any]:
    result = agreement(own["error_ml"], alpha)
    row: dict[str, Any] = {"patients": len(own), **own[list(VOLUMES)].mean()}
    for name, value, interval in (
        ("bias", result.bias, result.bias_interval),
        ("lower", result.low, result.low_interval),
        ("upper", result.high, result.high_interval),
    ):
        row |= {f"{name}_ml": value, f"{name}_ci_low": interval[0], f"{name}_ci_high": interval[1]}
    correlation = pearson(own["reference_ml"], own["predicted_ml"], alpha)
    return row | dict(zip(_CORRELATION, correlation, strict=True))


def agreement_of(row: pd.Series) -> Agreement:
    """The agreement that a row of agreement.csv tells."""
    return Agreement(
        int(row["patients"]),
        float(row["bias_ml"]),
        float(row["lower_ml"]),
        float(row["upper_ml"]),
        (float(row["bias_ci_low"]), float(row["bias_ci_high"])),
        (float(row["lower_ci_low"]), float(row["lower_ci_high"])),
        (float(row["upper_ci_low"]), float(row["upper_ci_high"])),
    )
