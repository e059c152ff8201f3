"""How often an arm fails altogether, whatever it was shown."""

from math import nan
from typing import Any

import numpy as np
import pandas as pd

from segstudy.comparison.holm import holm
from segstudy.comparison.hypothesis_tests import paired_test
from segstudy.comparison.interval import mean_interval, within
from segstudy.comparison.normality import in_word, normality, quantity_of
from segstudy.comparison.spec import ComparisonSpec
from segstudy.tables.frames import frame
from segstudy.tables.further_statistics import REPRESENTATIONS
from segstudy.tables.metrics import metric_of
from segstudy.tables.names import MEAN
from segstudy.tables.patients import by_case, by_patient


def thresholded(iou: pd.Series, threshold: float) -> pd.Series:
    """IoU, and 0 where it is below the threshold, as in the ISIC 2018 challenge (Codella et al. 2019)."""
    return iou.where(iou >= threshold, 0.0)


def representation_table(metrics: pd.DataFrame, spec: ComparisonSpec) -> pd.DataFrame:
    """What came of what each arm was shown, besides its means.

    Args:
        metrics: long form, the columns of metrics.csv.
        spec: the study.

    Returns:
        representations.csv, a row an arm. jaccard: the mean over patients of the thresholded IoU of all their cases and
        organs, with its spread over patients (jaccard_sd, of the sample) and its interval. failures: how many of the
        measurements (cases and organs) lie below the threshold. gain: mean difference in Dice from the baseline, over
        the patients of both; jaccard_gain: the same of the thresholded index, tested patient by patient (`test`, p, and
        p_holm over all arms).
    """
    rows: list[dict[str, Any]] = []
    if not {"dice", "iou"} <= set(metrics.columns):
        return frame(REPRESENTATIONS)
    threshold = spec.settings.jaccard_threshold
    dice = by_patient(by_case(metrics, spec.patients, "dice"), MEAN)
    iou = by_case(metrics, spec.patients, "iou")
    jaccard = thresholded(iou, threshold).groupby(["arm", "patient"]).mean()
    for arm in spec.arms:
        if arm not in dice.index.get_level_values("arm"):
            continue
        own = iou[iou.index.get_level_values("arm") == arm]
        rows.append(
            {
                "arm": arm,
                **_described(jaccard.loc[arm].dropna().to_numpy(float), spec.settings.alpha),
                "failures": int((own < threshold).sum()),
                "measurements": len(own),
                "gain": _mean(_differences(dice, arm, spec.baseline)),
            }
        )
    return frame(REPRESENTATIONS, _tested(rows, jaccard, spec.baseline))


def _described(values: np.ndarray, alpha: float) -> dict[str, float]:
    """Mean, spread and interval over patients (see `mean_interval`)."""
    interval = mean_interval(values, alpha, in_word(normality(values)) == "no")
    low, high = within(interval, metric_of("iou").limits)
    sd = float(values.std(ddof=1)) if len(values) > 1 else nan
    return {"jaccard": _mean(values), "jaccard_sd": sd, "jaccard_ci_low": low, "jaccard_ci_high": high}


def _tested(rows: list[dict[str, Any]], jaccard: pd.Series, baseline: str) -> list[dict[str, Any]]:
    """The rows with the paired test of each arm against the baseline; all tests speak of one quantity."""
    differences = [_differences(jaccard, row["arm"], baseline) for row in rows]
    tests = [row["arm"] != baseline and len(own) > 0 for row, own in zip(rows, differences, strict=True)]
    quantity = quantity_of([normality(own) for own, tested in zip(differences, tests, strict=True) if tested])
    for row, own, tested in zip(rows, differences, tests, strict=True):
        result = paired_test(own, quantity) if tested else None
        row["jaccard_gain"] = _mean(own)
        row["test"], row["p"] = (result.test, result.p) if result else ("", nan)
    for row, corrected in zip(rows, holm(np.array([row["p"] for row in rows], float)), strict=True):
        row["p_holm"] = corrected
    return rows


def _differences(values: pd.Series, arm: str, baseline: str) -> np.ndarray:
    """(patients of both,): `arm` less `baseline`; empty where the baseline was not measured."""
    if baseline not in values.index.get_level_values("arm"):
        return np.empty(0)
    return (values.loc[arm] - values.loc[baseline]).dropna().to_numpy(float)


def _mean(values: np.ndarray) -> float:
    return float(values.mean()) if len(values) else nan
