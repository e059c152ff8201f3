"""Tests of arms on the patients of one set, in words and in a row each."""

from collections.abc import Iterable
from typing import Any

from segstudy.comparison.words import sentence
from segstudy.report.badges import BADGES
from segstudy.report.inputs import ReportInput
from segstudy.report.numbers import measure, p_value
from segstudy.tables.metrics import metric_of
from segstudy.tables.names import MEAN


def tests_shown(inputs: ReportInput, sets: Iterable[str]) -> dict[str, Any]:
    """What `set_tests.html` shows: tests of the study's primary metric, over the mean of the organs, set by set.

    Args:
        inputs: The study.
        sets: Names of the sets that a section is about; one without tests is left out.
    """
    settings = inputs.facts.settings.comparisons
    tests = inputs.further.set_statistics
    table = tests[tests["metric"] == settings.primary_metric]
    organs = list(inputs.facts.organs)
    scope = MEAN if len(organs) > 1 else organs[0]
    rows = table[table["organ"] == scope].to_dict("records")
    groups = []
    for name in sets:
        own = [row for row in rows if row["set"] == name]
        if own:
            groups.append({"name": name, "rows": [_row(row) | {"words": sentence(row, settings)} for row in own]})
    return {"tests": groups, "primary": metric_of(settings.primary_metric).label, "several": len(organs) > 1}


def _row(row: dict[str, Any]) -> dict[str, Any]:
    metric, (kind, sign) = row["metric"], BADGES[row["verdict"]]
    return {
        "pair": (row["arm_b"], row["arm_a"]),
        "patients": row["patients"],
        "difference": measure(row["difference"], metric, sign=True),
        "interval": f"{measure(row['ci_low'], metric, sign=True)} to {measure(row['ci_high'], metric, sign=True)}",
        "test": row["test"] or "none",
        "p_holm": p_value(row["p_holm"]),
        "verdict": row["verdict"],
        "kind": kind,
        "sign": sign,
    }
