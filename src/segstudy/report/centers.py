"""Dice of arms whose views another arm lays, beside how far off that arm's centers are."""

import pandas as pd
from scipy.stats import spearmanr

from segstudy.report.inputs import ReportInput
from segstudy.report.laid import laid_arms

COLUMNS = ["arm", "source", "case", "organ", "objects", "found", "error", "dice"]
FEWEST = 3


def dice_and_centers(inputs: ReportInput) -> pd.DataFrame:
    """COLUMNS, one row for each arm with views, case and organ that both have a number; seeds are averaged.

    error: of the centers, in the study's unit. Empty where nothing was measured.
    """
    if inputs.centers is None or not len(inputs.metrics):
        return pd.DataFrame(columns=COLUMNS)
    centers = inputs.centers.rename(columns={f"center_error_{inputs.facts.settings.data.unit}": "error"})
    keys = ["case", "organ"]
    centers = centers.groupby(["arm", *keys], as_index=False)[["objects", "found", "error"]].mean()
    dice = inputs.metrics.groupby(["arm", *keys], as_index=False)["dice"].mean()
    parts = []
    for arm, source in laid_arms(inputs.facts.settings).items():
        laid = centers[centers["arm"] == source].drop(columns="arm").assign(source=source)
        parts.append(dice[dice["arm"] == arm].merge(laid, on=keys))
    joined = pd.concat(parts) if parts else pd.DataFrame(columns=COLUMNS)
    return joined.dropna(subset=["error", "dice"])[COLUMNS].reset_index(drop=True)


def center_summary(table: pd.DataFrame, arms: list[str], organs: list[str]) -> list[dict]:
    """One row for each arm and organ, in order: means, objects without a center (%), Spearman's rank correlation.

    table: see `dice_and_centers`. The correlation is NaN under three cases, or where either side is all the same.
    """
    rows = []
    for (arm, organ), own in table.groupby(["arm", "organ"], sort=False):
        varied = len(own) >= FEWEST and own["error"].nunique() > 1 and own["dice"].nunique() > 1
        rows.append(
            {
                "arm": arm,
                "source": own["source"].iloc[0],
                "organ": organ,
                "cases": len(own),
                "error": own["error"].mean(),
                "missed": 100 * (1 - own["found"].sum() / own["objects"].sum()),
                "dice": own["dice"].mean(),
                "correlation": float(spearmanr(own["error"], own["dice"]).statistic) if varied else float("nan"),
            }
        )
    return sorted(rows, key=lambda row: (arms.index(row["arm"]), organs.index(row["organ"])))
