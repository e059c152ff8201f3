"""One row an arm: how good it is, over patients, and what it cost."""

from collections.abc import Mapping, Sequence
from itertools import product
from math import nan
from typing import Any

import pandas as pd

from segstudy.comparison.check import checked
from segstudy.running.errors import StudyError
from segstudy.tables.frames import frame
from segstudy.tables.metrics import metric_columns, unit_of
from segstudy.tables.names import MEAN
from segstudy.tables.patients import by_case, of_every_organ
from segstudy.tables.summary import COSTS, COUNTED, count_column, mean_column, sd_column, summary_table


def summarize(
    metrics: pd.DataFrame,
    patients: Mapping[str, str],
    arms: Sequence[str],
    organs: Sequence[str],
    costs: Mapping[str, Mapping[str, float]],
) -> pd.DataFrame:
    """Describe each arm by itself; return summary.csv.

    Args:
        metrics: long form, the columns of metrics.csv.
        patients: the patient of each case.
        arms: names, in the order of the config.
        organs: names, in the order of the config.
        costs: by arm, any of `COSTS` (seconds; MB of memory, its peak); what is missing stays empty.

    Returns:
        One row an arm, in order, with the columns

        - `arm`, `patients` and `cases` (measured at all);
        - `both_empty`, `missed`, `spurious`, `not_annotated`: how many measurements had that outcome (a
          measurement is a case, an organ and a seed; the first and the last have no value and are left out of
          every mean);
        - `<metric>_mean`, `<metric>_sd`: over patients, of each patient's mean over organs; the sd is of the
          sample (n - 1);
        - `<metric>_<organ>_mean`, `<metric>_<organ>_sd`: the same of one organ, and `<outcome>_<organ>`: its
          counts;
        - `COSTS`.

        Each arm is averaged over all the patients it has a value for. statistics.csv averages over those that
        both arms have, so its means may differ slightly.

    Raises:
        StudyError: the metrics cannot be trusted (see `checked`), or a cost or its arm is not known.
    """
    _check_costs(costs, arms)
    unit = unit_of(metrics.columns)
    measured = metric_columns(unit)
    rows = checked(metrics, patients, arms, organs, measured)
    table: list[dict[str, Any]] = [{"arm": arm} | _counts(rows[rows["arm"] == arm], patients) for arm in arms]
    outcomes = rows.groupby(["arm", "organ", "outcome"]).size()
    for metric in measured:
        values = of_every_organ(by_case(rows, patients, metric)).groupby(["arm", "organ"])["value"]
        numbers = {key: (group.mean(), group.std(ddof=1)) for key, group in values}
        for line, scope in product(table, (MEAN, *organs)):
            mean, sd = numbers.get((line["arm"], scope), (nan, nan))
            line |= {mean_column(metric, scope): mean, sd_column(metric, scope): sd}
    for line, organ, outcome in product(table, organs, COUNTED):
        line[count_column(outcome, organ)] = int(outcomes.get((line["arm"], organ, outcome), 0))
    for line in table:
        line |= {cost: costs.get(line["arm"], {}).get(cost, nan) for cost in COSTS}
    return frame(summary_table(organs, unit), table)


def _counts(rows: pd.DataFrame, patients: Mapping[str, str]) -> dict[str, int]:
    cases = rows["case"].unique()
    counts = {"patients": len({patients[case] for case in cases}), "cases": len(cases)}
    return counts | {outcome: int((rows["outcome"] == outcome).sum()) for outcome in COUNTED}


def _check_costs(costs: Mapping[str, Mapping[str, float]], arms: Sequence[str]) -> None:
    for arm, known in costs.items():
        wrong = [cost for cost in known if cost not in COSTS]
        if arm not in arms or wrong:
            what = f"arm '{arm}'" if arm not in arms else f"{', '.join(wrong)} of arm '{arm}'"
            raise StudyError(f"costs: {what} is not known; arms: {', '.join(arms)}; costs: {', '.join(COSTS)}")
