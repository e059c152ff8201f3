"""Data efficiency: how much is lost with fewer training patients."""

from segstudy.comparison.learning import Point
from segstudy.comparison.learning import learning_curves as curves_of
from segstudy.report.environment import render
from segstudy.report.figures.learning import learning_curve, legend
from segstudy.report.inputs import ReportInput
from segstudy.report.many_organs import drawn_organs
from segstudy.report.numbers import fixed
from segstudy.report.section import Section
from segstudy.tables.names import MEAN


def learning_curves(inputs: ReportInput) -> Section | None:
    """None where no family of arms has two fractions that were measured."""
    organs = drawn_organs(inputs)
    scopes = [MEAN, *organs] if len(organs) > 1 else organs
    curves_by_organ = {organ: curves_of(inputs.further.learning, organ) for organ in scopes}
    overall = curves_by_organ[scopes[0]]
    if not overall:
        return None
    figures = [
        learning_curve(
            curves, "All organs (mean)" if organ == MEAN else organ, f"learning-{place}", lowest=_low(curves)
        )
        for place, (organ, curves) in enumerate(curves_by_organ.items())
        if curves
    ]
    html = render(
        "learning.html",
        figures=figures,
        legend=legend(overall),
        rows=[(family, point) for family, points in overall.items() for point in points],
        words=[_words(family, points) for family, points in overall.items()],
        has_draws=any(point.draws > 1 for points in overall.values() for point in points),
        confidence=f"{100 * (1 - inputs.facts.alpha):g} %",
        is_phantom=inputs.facts.is_phantom,
    )
    return Section("learning", "How many patients it takes", html)


def _low(curves: dict[str, list[Point]]) -> float:
    values = [value for points in curves.values() for p in points for value in (p.low, p.mean) if value == value]
    return max(0.0, int(min(values) * 10 - 0.2) / 10) if values else 0.0


def _words(family: str, points: list[Point]) -> str:
    few, many = points[0], points[-1]
    return (
        f"{family}: from {100 * few.fraction:g} % to {100 * many.fraction:g} % of the training patients, mean Dice "
        f"goes from {fixed(few.mean)} to {fixed(many.mean)} ({fixed(many.mean - few.mean, sign=True)})."
    )
