"""Published numbers beside measured ones."""

from typing import Any

import pandas as pd

from segstudy.report.environment import render
from segstudy.report.inputs import ReportInput
from segstudy.report.numbers import measure
from segstudy.report.published import differing, same_order
from segstudy.report.section import Section
from segstudy.tables.metrics import metric_of
from segstudy.tables.names import MEAN


def published(inputs: ReportInput) -> Section | None:
    """None where the study names no publication, or nothing was measured."""
    reference = inputs.facts.settings.reference_results
    if reference is None or not len(inputs.metrics):
        return None
    table = inputs.further.reference_results
    metrics = list(dict.fromkeys(table["metric"]))
    organs = [organ for organ in (MEAN, *inputs.facts.organs) if organ in set(table["organ"])]
    html = render(
        "published.html",
        source=reference.source,
        note=reference.note,
        groups=[_of_organ(table[table["organ"] == organ], organ) for organ in organs],
        baseline=inputs.facts.baseline,
        order=same_order(table),
        differing=differing(inputs, metrics),
        is_phantom=inputs.facts.is_phantom,
    )
    return Section("published", "Published and measured", html)


def _of_organ(table: pd.DataFrame, organ: str) -> dict[str, Any]:
    """The metrics that were printed of an organ, and the cells of each arm."""
    metrics = list(dict.fromkeys(table["metric"]))
    rows = {
        arm: [
            {
                "published": measure(row.published, row.metric),
                "measured": measure(row.measured, row.metric),
                "difference": measure(row.difference, row.metric, sign=True),
            }
            for row in own.itertuples()
        ]
        for arm, own in table.groupby("arm", sort=False)
    }
    return {"organ": organ, "metrics": [metric_of(metric) for metric in metrics], "rows": rows}
