"""Which arm is best, and how the statistics see it."""

from collections.abc import Mapping

import pandas as pd

from segstudy.config.sections.arms import is_bound
from segstudy.config.sections.source_arms import is_oracle
from segstudy.report.completeness import complete_arms
from segstudy.report.inputs import ReportInput
from segstudy.report.metric_values import means
from segstudy.report.numbers import is_number
from segstudy.tables.metrics import metric_of
from segstudy.tables.names import MEAN


def ranked(values: Mapping[str, float], decimals: int, higher_is_better: bool) -> dict[str, str]:
    """`best` and `second` by name, of the values as they are shown: equal ones share a mark.

    No mark where only one name has a value, and no second where all are equal.
    """
    shown = {name: round(float(value), decimals) for name, value in values.items() if is_number(value)}
    places = sorted(set(shown.values()), reverse=higher_is_better)
    if len(shown) < 2:
        return {}
    marks = dict(zip(places[:2], ("best", "second"), strict=False))
    return {name: marks[value] for name, value in shown.items() if value in marks}


def by_mean(inputs: ReportInput, metric: str | None = None) -> list[tuple[str, float]]:
    """(arm, mean of `metric` over organs and patients), best first; arms measured on all cases only.

    The metric is the study's primary one where none is named.

    Oracles and controls come last, whatever they reach: they bound the others, and none is the study's answer.
    Where no arm is complete, all that were measured: better a provisional order than none.
    """
    metric = metric or inputs.facts.settings.comparisons.primary_metric
    sign = -1 if metric_of(metric).higher_is_better else 1
    table = means(inputs, metric)["mean"]
    arms = complete_arms(inputs) or inputs.arm_names
    known = [(arm, float(table[arm, MEAN])) for arm in arms if (arm, MEAN) in table.index]
    return sorted(known, key=lambda one: (one[0] in bounds(inputs), sign * one[1]))


def bounds(inputs: ReportInput) -> set[str]:
    """The arms that bound the others: oracles, by their names, and controls."""
    controls = {arm.name for arm in inputs.facts.settings.arms if is_bound(arm)}
    return controls | {arm for arm in inputs.arm_names if is_oracle(arm)}


def compared(inputs: ReportInput, arm: str, metric: str | None = None, other: str | None = None) -> pd.Series | None:
    """The row of the statistics on `arm` against `other` (the baseline), over all organs; None where there is none.

    The metric is the study's primary one where none is named.
    """
    table, facts = inputs.statistics, inputs.facts
    metric = metric or facts.settings.comparisons.primary_metric
    scope = MEAN if len(facts.organs) > 1 else next(iter(facts.organs))
    pair = (table["arm_a"] == (other or facts.baseline)) & (table["arm_b"] == arm)
    rows = table[pair & (table["metric"] == metric) & (table["organ"] == scope)]
    return rows.iloc[0] if len(rows) else None
