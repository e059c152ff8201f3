"""How arms do on other data than they learned from: in-sample and out-of-sample side by side."""

from dataclasses import replace
from typing import Any

import pandas as pd

from segstudy.report.environment import render
from segstudy.report.inputs import ReportInput
from segstudy.report.learning import interval
from segstudy.report.measured import MEAN, by_patient, measured_metrics
from segstudy.report.numbers import fixed
from segstudy.report.quantities import quantity
from segstudy.report.section import Section


def outside(inputs: ReportInput) -> Section | None:
    """None where the study is tested on nothing else."""
    if not inputs.outside or not len(inputs.metrics):
        return None
    metrics = measured_metrics(inputs)
    groups = []
    for name, table in inputs.outside.items():
        there = replace(inputs, metrics=table)
        rows = [_row(inputs, there, arm, metrics) for arm in inputs.arm_names if (table["arm"] == arm).any()]
        cases = int(table["case"].nunique())
        groups.append({"name": name, "rows": rows, "cases": cases, "words": [_words(row, name) for row in rows]})
    html = render(
        "outside.html",
        groups=groups,
        quantities=[quantity(metric) for metric in metrics],
        confidence=f"{100 * (1 - inputs.facts.alpha):g} %",
    )
    return Section("outside", "On data that nothing was learned from", html)


def _row(inputs: ReportInput, there: ReportInput, arm: str, metrics: list[str]) -> dict[str, Any]:
    pairs = [(_mean(inputs, metric, arm), _mean(there, metric, arm)) for metric in metrics]
    failed = there.metrics[there.metrics["arm"] == arm]["outcome"].isin(["missed", "spurious"])
    return {"arm": arm, "pairs": pairs, "failed": int(failed.sum()), "measured": len(failed)}


def _mean(inputs: ReportInput, metric: str, arm: str) -> dict[str, Any]:
    """Over patients, of each one's mean over organs: mean, interval, and how many."""
    table = by_patient(inputs, metric)
    values = table[(table["arm"] == arm) & (table["organ"] == MEAN)].sort_values("patient")["value"].to_numpy(float)
    settings = inputs.facts.settings
    low, high = interval(values, inputs.facts.alpha, settings.comparisons.bootstrap, settings.seed)
    mean = float(pd.Series(values).mean())
    decimals = quantity(metric).decimals
    return {"mean": mean, "low": low, "high": high, "patients": len(values), "decimals": decimals}


def _words(row: dict[str, Any], name: str) -> str:
    own, other = row["pairs"][0]
    return (
        f"{row['arm']}: mean Dice {fixed(own['mean'])} on held-out patients of its own data, {fixed(other['mean'])} on "
        f"{name} ({fixed(other['mean'] - own['mean'], sign=True)})."
    )
