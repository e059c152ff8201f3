"""What metrics must be like before anything is averaged."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from segstudy.running.errors import StudyError
from segstudy.tables.metrics import metric_of
from segstudy.tables.names import MEAN
from segstudy.tables.outcomes import LEFT_OUT, OUTCOMES

KEY = ["arm", "case", "organ", "seed"]


def checked(
    metrics: pd.DataFrame,
    patients: Mapping[str, str],
    arms: Sequence[str],
    organs: Sequence[str],
    names: Sequence[str],
) -> pd.DataFrame:
    """Return the rows of `metrics` that belong to `arms` and `organs`, in an order of their own.

    The order depends on the rows' keys only, so that no sum depends on the order of the file.

    Args:
        metrics: long form, the columns of metrics.csv; of the metrics only `names` are needed.
        patients: the patient of each case.
        arms: names of arms, each of which must have rows.
        organs: names of organs; an organ without rows is no error.
        names: the metrics that will be used.

    Raises:
        StudyError: a missing column, a row that is there twice, a case without a patient, an arm without
            rows, an outcome that is none, an infinite value, or a NaN where the outcome says that there is
            a value (a failure must not vanish from a mean).
    """
    kinds = {name: metric_of(name) for name in names}
    missing = [column for column in (*KEY, "outcome", *names) if column not in metrics.columns]
    if missing:
        raise StudyError(f"metrics: no column {', '.join(missing)}; evaluate again")
    if MEAN in organs:
        raise StudyError(f"organs: '{MEAN}' is kept for the mean over organs; name the organ otherwise")
    rows = metrics[metrics["arm"].isin(list(arms)) & metrics["organ"].isin(list(organs))]
    absent = [arm for arm in arms if not (rows["arm"] == arm).any()]
    if absent:
        raise StudyError(f"metrics: no row for arm {', '.join(absent)}; evaluate its predictions first")
    _refuse(rows, rows.duplicated(KEY), "is there twice; a case is measured once for each arm and seed")
    _refuse(rows, ~rows["case"].isin(list(patients)), "is of a case that the table of cases does not have")
    _refuse(rows, ~rows["outcome"].isin(OUTCOMES), f"has an outcome that is none of {', '.join(OUTCOMES)}")
    for name, kind in kinds.items():
        _refuse(rows, np.isinf(rows[name].astype(float)), f"has an infinite {name}")
        if not kind.may_be_undefined:
            lost = rows[name].isna() & ~rows["outcome"].isin(LEFT_OUT)
            _refuse(rows, lost, f"has no {name}, though its outcome says that it was measured")
    return rows.sort_values(KEY, ignore_index=True)


def _refuse(rows: pd.DataFrame, bad: pd.Series, why: str) -> None:
    if bad.any():
        first = rows[bad.to_numpy()].iloc[0]
        where = ", ".join(f"{column} {first[column]}" for column in KEY)
        raise StudyError(f"metrics: the row {where} {why} ({int(bad.sum())} such rows)")
