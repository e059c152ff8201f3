"""How arms do on other data than they learned from: in-sample and out-of-sample side by side."""

from math import nan
from typing import Any

import pandas as pd

from segstudy.report.environment import render
from segstudy.report.inputs import ReportInput
from segstudy.report.metric_values import measured_metrics
from segstudy.report.numbers import fixed
from segstudy.report.section import Section
from segstudy.report.set_tests import tests_shown
from segstudy.tables.metrics import metric_of
from segstudy.tables.names import MEAN
from segstudy.tables.outcomes import FAILED


def outside(inputs: ReportInput) -> Section | None:
    """None where the study is tested on nothing else."""
    if not inputs.outside or not len(inputs.metrics):
        return None
    metrics = measured_metrics(inputs)
    groups = []
    for name, table in inputs.outside.items():
        means = inputs.further.outside_means
        means = means[means["set"] == name]
        rows = [
            _row(inputs, means, table[table["arm"] == arm], arm, metrics)
            for arm in inputs.arm_names
            if (table["arm"] == arm).any()
        ]
        cases = int(table["case"].nunique())
        groups.append(
            {"name": name, "rows": rows, "cases": cases, "words": [_words(row, name, inputs) for row in rows]}
        )
    html = render(
        "outside.html",
        groups=groups,
        quantities=[metric_of(metric) for metric in metrics],
        **tests_shown(inputs, inputs.outside),
        confidence=f"{100 * (1 - inputs.facts.alpha):g} %",
    )
    return Section("outside", "On data that nothing was learned from", html)


def _row(
    inputs: ReportInput, means: pd.DataFrame, measured: pd.DataFrame, arm: str, metrics: list[str]
) -> dict[str, Any]:
    pairs = [(_mean(inputs.further.means, metric, arm), _mean(means, metric, arm)) for metric in metrics]
    failed = measured["outcome"].isin(FAILED)
    return {"arm": arm, "pairs": pairs, "failed": int(failed.sum()), "measured": len(failed)}


def _mean(means: pd.DataFrame, metric: str, arm: str) -> dict[str, Any]:
    """Over patients, of each one's mean over organs: mean, interval, and how many; NaN where nothing was measured."""
    rows = means[(means["metric"] == metric) & (means["arm"] == arm) & (means["organ"] == MEAN)]
    row = rows.iloc[0] if len(rows) else pd.Series({"mean": nan, "ci_low": nan, "ci_high": nan, "patients": 0})
    decimals = metric_of(metric).decimals
    return {**row[["mean", "ci_low", "ci_high"]], "patients": int(row["patients"]), "decimals": decimals}


def _words(row: dict[str, Any], name: str, inputs: ReportInput) -> str:
    own, other = row["pairs"][0]
    folds = inputs.further.outside_folds
    folds = folds[(folds["set"] == name) & (folds["metric"] == "dice") & (folds["organ"] == MEAN)]
    alone = folds.loc[folds["arm"] == row["arm"], "mean"].dropna()
    spread = (
        f" Each of its {len(alone)} folds’ networks alone: {fixed(alone.min())} to {fixed(alone.max())}, "
        f"{fixed(alone.mean())} on average."
        if len(alone) > 1
        else ""
    )
    return (
        f"{row['arm']}: mean Dice {fixed(own['mean'])} on held-out patients of its own data, {fixed(other['mean'])} on "
        f"{name} ({fixed(other['mean'] - own['mean'], sign=True)}).{spread}"
    )
