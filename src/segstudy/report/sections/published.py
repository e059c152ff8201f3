"""Published numbers beside measured ones."""

from segstudy.report.environment import render
from segstudy.report.inputs import ReportInput
from segstudy.report.numbers import measure
from segstudy.report.published import beside, differing, same_order
from segstudy.report.quantities import quantity
from segstudy.report.section import Section


def published(inputs: ReportInput) -> Section | None:
    """None where the study names no publication, or nothing was measured."""
    told = inputs.facts.settings.reference_results
    if told is None or not len(inputs.metrics):
        return None
    rows = beside(inputs)
    metrics = list(next(iter(rows.values()), {}))
    shown = {
        arm: [
            {
                "published": measure(row[metric].published, metric),
                "measured": measure(row[metric].measured, metric),
                "difference": measure(row[metric].difference, metric, sign=True),
            }
            for metric in metrics
        ]
        for arm, row in rows.items()
    }
    html = render(
        "published.html",
        source=told.source,
        note=told.note,
        metrics=[quantity(metric) for metric in metrics],
        rows=shown,
        baseline=inputs.facts.baseline,
        order=same_order(rows),
        differing=differing(inputs, metrics),
        is_phantom=inputs.facts.is_phantom,
    )
    return Section("published", "Published and measured", html)
