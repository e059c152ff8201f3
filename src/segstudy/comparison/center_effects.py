"""What it costs an arm that the centers are off at which its region-of-interest source places its views."""

from collections.abc import Mapping
from math import nan
from typing import Any

import pandas as pd
from scipy.stats import spearmanr

from segstudy.comparison.spec import ComparisonSpec
from segstudy.tables.frames import frame
from segstudy.tables.further_statistics import CENTER_CASES, CENTER_EFFECTS

FEWEST = 3


def center_cases(
    metrics: pd.DataFrame, centers: pd.DataFrame, sources: Mapping[str, str], unit: str, spec: ComparisonSpec
) -> pd.DataFrame:
    """Set the Dice of arms beside the error of the centers at which they looked. Seeds are averaged.

    Args:
        metrics: long form, the columns of metrics.csv.
        centers: centers.csv.
        sources: the region-of-interest source of each arm that has another arm for one.
        unit: of the error: `mm` or `px`.
        spec: the study.

    Returns:
        center_cases.csv: a row for each arm, case and organ with a Dice; where no object of an organ had a center, its
        error is NaN.
    """
    keys = ["case", "organ"]
    centers = centers.rename(columns={f"center_error_{unit}": "error"})
    centers = centers.groupby(["arm", *keys], as_index=False)[["objects", "found", "error"]].mean()
    dice = metrics.groupby(["arm", *keys], as_index=False)["dice"].mean()
    parts = []
    for arm in spec.arms:
        if arm in sources:
            placed = centers[centers["arm"] == sources[arm]].drop(columns="arm").assign(source=sources[arm])
            parts.append(dice[dice["arm"] == arm].merge(placed, on=keys).dropna(subset=["dice"]))
    return frame(CENTER_CASES, pd.concat(parts) if parts else ())


def center_effects(cases: pd.DataFrame, spec: ComparisonSpec) -> pd.DataFrame:
    """How Dice and the error of centers go together.

    Args:
        cases: center_cases.csv.
        spec: the study.

    Returns:
        center_effects.csv: a row for each arm and organ, in order. missed_percent: of the objects of all cases, those
        without a center. error: over the cases that have one. dice: over all. rank_correlation: Spearman's over the
        cases that have both; NaN under three of them, or where either side is all the same.
    """
    rows: list[dict[str, Any]] = []
    for (arm, organ), own in cases.groupby(["arm", "organ"], sort=False):
        off = own.dropna(subset=["error"])
        varied = len(off) >= FEWEST and off["error"].nunique() > 1 and off["dice"].nunique() > 1
        rows.append(
            {
                "arm": arm,
                "source": own["source"].iloc[0],
                "organ": organ,
                "cases": len(own),
                "error": own["error"].mean(),
                "missed_percent": 100 * (1 - own["found"].sum() / own["objects"].sum()),
                "dice": own["dice"].mean(),
                "rank_correlation": float(spearmanr(off["error"], off["dice"]).statistic) if varied else nan,
            }
        )
    rows.sort(key=lambda row: (spec.arms.index(row["arm"]), spec.organs.index(row["organ"])))
    return frame(CENTER_EFFECTS, rows)
