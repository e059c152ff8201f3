"""How arms do in groups of patients: site, scanner, sex."""

from typing import Any

import pandas as pd

from segstudy.config.sections.words import plural
from segstudy.report.downloads import download
from segstudy.report.environment import render
from segstudy.report.figures.subgroups import Group, subgroup_forest
from segstudy.report.inputs import ReportInput
from segstudy.report.numbers import is_number, measure, p_equals
from segstudy.report.ranking import by_mean
from segstudy.report.section import Section
from segstudy.tables.metrics import metric_of
from segstudy.tables.names import MEAN

DRAWN = 3
"""The best arms by themselves, and the best against the baseline: more make a page that nobody reads."""
FEW = 10
"""A group of fewer patients says little."""


def subgroups(inputs: ReportInput) -> Section | None:
    """None where the study looks at no groups."""
    table = inputs.further.subgroups
    if not len(table):
        return None
    scope = MEAN if MEAN in set(table["organ"]) else str(table["organ"].iloc[0])
    order = [arm for arm, _ in by_mean(inputs)]
    own = table[table["organ"] == scope]
    metric = str(table["metric"].iloc[0])
    columns = [_column(column, rows, order, inputs) for column, rows in own.groupby("column", sort=False)]
    sizes = own[(own["group"] != "") & (own["arm_a"] == "")]
    html = render(
        "subgroups.html",
        metric=metric_of(metric),
        columns=columns,
        confidence=f"{100 * (1 - inputs.facts.alpha):g} %",
        alpha=inputs.facts.alpha,
        tests=len(own.loc[own["groups_tested"] > 1, ["column", "arm_a", "arm_b"]].drop_duplicates()),
        few=bool((sizes["patients"] < FEW).any()),
        fewest=FEW,
        drawn=DRAWN,
        more=len(order) > DRAWN,
        data=download(table, inputs.facts.study, "subgroups"),
    )
    return Section("subgroups", "In groups of patients", html)


def _column(column: Any, rows: pd.DataFrame, order: list[str], inputs: ReportInput) -> dict[str, Any]:
    baseline = inputs.facts.baseline
    alone = [("", arm) for arm in order[:DRAWN]]
    pairs = [(baseline, arm) for arm in [arm for arm in order if arm != baseline][:DRAWN]]
    told = dict(iter(rows.groupby(["arm_a", "arm_b"], sort=False)))
    return {
        "name": column,
        "figures": [_figure(told[key], key, f"subgroups-{column}", inputs) for key in alone + pairs if key in told],
        "rows": [_interaction(own, key) for key, own in told.items()],
    }


def _figure(rows: pd.DataFrame, key: tuple[str, str], name: str, inputs: ReportInput) -> dict[str, Any]:
    arm_a, arm_b = key
    metric = str(rows["metric"].iloc[0])
    label = metric_of(metric).label
    groups = [_group(row, metric, bool(arm_a), 1 - inputs.facts.alpha) for row in rows.to_dict("records")]
    title = f"{arm_b} less {arm_a}" if arm_a else arm_b
    axis = f"Difference of {label}" if arm_a else f"Mean {label}"
    place = [arm.name for arm in inputs.facts.arms].index(arm_b)
    safe = "".join(sign if sign.isalnum() else "-" for sign in f"{name}-{'less' if arm_a else 'mean'}-{place}")
    html = subgroup_forest(groups, metric, title, axis, bool(arm_a), safe)
    return {"html": html, **_interaction(rows, key)}


def _group(row: dict[str, Any], metric: str, difference: bool, confidence: float) -> Group:
    name = row["group"] or "everybody"
    value = measure(row["value"], metric, sign=difference)
    interval = ""
    if is_number(row["ci_low"]):
        ends = " to ".join(measure(row[end], metric, sign=difference) for end in ("ci_low", "ci_high"))
        interval = f" ({100 * confidence:g} % interval {ends})"
    words = f"{name}, {plural(int(row['patients']), 'patient')}: {value}{interval}"
    return Group(name, int(row["patients"]), row["value"], row["ci_low"], row["ci_high"], words, row["group"] == "")


def _interaction(rows: pd.DataFrame, key: tuple[str, str]) -> dict[str, Any]:
    row = rows.iloc[0]
    p = f"p {p_equals(row['p_interaction_holm'])}" if is_number(row["p_interaction_holm"]) else "not tested"
    return {"arm_a": key[0], "arm_b": key[1], "p": p, "said": row["interaction"], "groups": int(row["groups_tested"])}
