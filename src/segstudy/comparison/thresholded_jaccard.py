"""How often an arm fails altogether, whatever it was shown."""

from math import nan
from typing import Any

import pandas as pd

from segstudy.comparison.spec import ComparisonSpec
from segstudy.tables.frames import frame
from segstudy.tables.further_statistics import REPRESENTATIONS
from segstudy.tables.names import MEAN
from segstudy.tables.patients import by_case, by_patient

THRESHOLD = 0.65
"""An IoU below this is a failure and counts as 0, as in the ISIC 2018 challenge (Codella et al. 2019)."""


def thresholded(iou: pd.Series) -> pd.Series:
    """IoU, and 0 where it is below the threshold."""
    return iou.where(iou >= THRESHOLD, 0.0)


def representation_table(metrics: pd.DataFrame, spec: ComparisonSpec) -> pd.DataFrame:
    """What came of what each arm was shown, besides its means.

    Args:
        metrics: long form, the columns of metrics.csv.
        spec: the study.

    Returns:
        representations.csv, a row an arm. jaccard: the mean over patients of the thresholded IoU of
        all their cases and organs. failures: how many of the measurements (cases and organs) lie below the
        threshold. gain: mean difference in Dice from the baseline, over the patients of both.
    """
    rows: list[dict[str, Any]] = []
    if not {"dice", "iou"} <= set(metrics.columns):
        return frame(REPRESENTATIONS)
    dice = by_patient(by_case(metrics, spec.patients, "dice"), MEAN)
    iou = by_case(metrics, spec.patients, "iou")
    for arm in spec.arms:
        if arm not in dice.index.get_level_values("arm"):
            continue
        own = iou[iou.index.get_level_values("arm") == arm]
        rows.append(
            {
                "arm": arm,
                "jaccard": thresholded(own).groupby("patient").mean().mean(),
                "failures": int((own < THRESHOLD).sum()),
                "measurements": len(own),
                "gain": _gain(dice, arm, spec.baseline),
            }
        )
    return frame(REPRESENTATIONS, rows)


def _gain(dice: pd.Series, arm: str, baseline: str) -> float:
    if baseline not in dice.index.get_level_values("arm"):
        return nan
    return float((dice.loc[arm] - dice.loc[baseline]).dropna().mean())
