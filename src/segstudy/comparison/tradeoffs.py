"""Organs whose Dice rises against the baseline while their precision or recall falls, or their HD95 grows."""

from collections.abc import Iterator, Mapping

import pandas as pd

from segstudy.comparison.spec import ComparisonSpec
from segstudy.comparison.volume_errors import patient_errors
from segstudy.tables.frames import frame
from segstudy.tables.further_statistics import TRADEOFFS
from segstudy.tables.patients import Cells, paired_by_organ

NOTABLE = 0.005
"""What two printed decimals show."""
FARTHER = 0.5
"""By so much HD95 must grow, in mm or pixels, to be told: half of what the finest scans resolve."""
DISTANCE = "hd95_"


def tradeoff_table(errors: pd.DataFrame, metrics: pd.DataFrame, spec: ComparisonSpec) -> pd.DataFrame:
    """Find every arm and organ whose Dice rises while precision or recall falls, or HD95 grows.

    Dice rises, and precision or recall falls, by at least `NOTABLE`; HD95 grows by at least `FARTHER`.

    Args:
        errors: volume_errors.csv.
        metrics: metrics.csv, long form.
        spec: the study.

    Returns:
        tradeoffs.csv: mean changes against the baseline over the patients of both, by arm and organ in the study's
        order. lost: `precision` or `recall`, the one that falls, or the column of HD95; change: by how much. worse: in
        how many patients it falls, or grows. error_ml, error_percent: the arm's mean volume error, signed. extra_ml:
        how much larger its volume is than the baseline's.
    """
    table = patient_errors(errors[errors["tissue"] == ""]).set_index(["arm", "organ", "patient"]).sort_index()
    distances = [name for name in metrics.columns if name.startswith(DISTANCE)]
    cells = {column: Cells.of(metrics, spec.patients, column, spec.arms) for column in distances}
    baseline, rows = spec.baseline, []
    for arm in spec.arms:
        grown = {} if arm == baseline else {column: _growth(cells[column], spec, arm) for column in distances}
        for organ in spec.organs:
            if arm == baseline or any((name, organ) not in table.index for name in (arm, baseline)):
                continue
            own, theirs = (table.loc[(name, organ)].dropna(subset=["dice"]) for name in (arm, baseline))
            both = own.index.intersection(theirs.index)
            own = own.loc[both].drop(columns="tissue")
            change = own - theirs.loc[both].drop(columns="tissue")
            if not change["dice"].mean() >= NOTABLE:
                continue
            for lost, loss in _losses(change, {column: by_organ[organ] for column, by_organ in grown.items()}):
                rows.append(
                    {
                        "arm": arm,
                        "organ": organ,
                        "lost": lost,
                        "dice": change["dice"].mean(),
                        "change": loss.mean(),
                        "patients": len(loss),
                        "worse": int(((loss > 0) if lost.startswith(DISTANCE) else (loss < 0)).sum()),
                        "error_ml": own["error_ml"].mean(),
                        "error_percent": own["error_percent"].mean(),
                        "extra_ml": change["predicted_ml"].mean(),
                    }
                )
    return frame(TRADEOFFS, rows)


def _growth(cells: Cells, spec: ComparisonSpec, arm: str) -> dict[str, pd.Series]:
    """By organ, how much farther off an arm is than the baseline, patient by patient."""
    both = [spec.baseline, arm]
    values = paired_by_organ(cells.together(both), both, spec.organs)
    return {organ: own[arm] - own[spec.baseline] for organ, own in values.items()}


def _losses(change: pd.DataFrame, grown: Mapping[str, pd.Series]) -> Iterator[tuple[str, pd.Series]]:
    """What an arm loses on one organ, patient by patient, against the baseline; `grown`: distances, by column."""
    for lost in ("precision", "recall"):
        if change[lost].mean() <= -NOTABLE:
            yield lost, change[lost]
    for column, farther in grown.items():
        if farther.mean() >= FARTHER:
            yield column, farther
