"""Organs whose Dice rises against the baseline while their precision or recall falls."""

import pandas as pd

from segstudy.comparison.spec import ComparisonSpec
from segstudy.comparison.volume_errors import patient_errors
from segstudy.tables.frames import frame
from segstudy.tables.further_statistics import TRADEOFFS

NOTABLE = 0.005
"""What two printed decimals show."""


def tradeoff_table(errors: pd.DataFrame, spec: ComparisonSpec) -> pd.DataFrame:
    """Find every arm and organ whose Dice rises by at least `NOTABLE` while precision or recall falls by as much.

    Args:
        errors: volume_errors.csv.
        spec: the study.

    Returns:
        tradeoffs.csv: mean changes against the baseline over the patients of both, by arm and organ in
        the study's order. lost: `precision` or `recall`, the one that falls; change: by how much. worse: in how many
        patients it falls. error_ml, error_percent: the arm's mean volume error, signed. extra_ml: how much larger its
        volume is than the baseline's.
    """
    table = patient_errors(errors[errors["tissue"] == ""]).set_index(["arm", "organ", "patient"]).sort_index()
    baseline, rows = spec.baseline, []
    for arm in spec.arms:
        for organ in spec.organs:
            if arm == baseline or any((name, organ) not in table.index for name in (arm, baseline)):
                continue
            own, theirs = (table.loc[(name, organ)].dropna(subset=["dice"]) for name in (arm, baseline))
            both = own.index.intersection(theirs.index)
            own = own.loc[both].drop(columns="tissue")
            change = own - theirs.loc[both].drop(columns="tissue")
            for lost in ("precision", "recall"):
                if change["dice"].mean() >= NOTABLE and change[lost].mean() <= -NOTABLE:
                    rows.append(
                        {
                            "arm": arm,
                            "organ": organ,
                            "lost": lost,
                            "dice": change["dice"].mean(),
                            "change": change[lost].mean(),
                            "patients": len(both),
                            "worse": int((change[lost] < 0).sum()),
                            "error_ml": own["error_ml"].mean(),
                            "error_percent": own["error_percent"].mean(),
                            "extra_ml": change["predicted_ml"].mean(),
                        }
                    )
    return frame(TRADEOFFS, rows)
