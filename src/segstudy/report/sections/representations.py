"""How samples were shown to networks (slices, regions of interest, sizes), whether it helped, and what it cost."""

from segstudy.report.environment import render
from segstudy.report.figures.input_size import QUANTITIES, any_known, by_input_size
from segstudy.report.figures.learning import legend
from segstudy.report.inputs import ReportInput
from segstudy.report.numbers import duration, fixed
from segstudy.report.representations import ArmRepresentation, arm_representations, by_size
from segstudy.report.section import Section


def representations(inputs: ReportInput) -> Section | None:
    """None where all arms see whole slices of one size of scans, or nothing was measured."""
    if not len(inputs.metrics) or "iou" not in inputs.metrics:
        return None
    rows = arm_representations(inputs)
    sizes = by_size(rows)
    kinds = {row.kind for row in rows}
    if kinds <= {"slices"} and not sizes and not inputs.facts.are_2d_images:
        return None
    html = render(
        "representations.html",
        rows=rows,
        words=[_words(row) for row in rows if row.kind != "slices"],
        sizes=[by_input_size(sizes, quantity) for quantity in QUANTITIES if any_known(sizes, quantity)],
        legend=legend(sizes),
        threshold=inputs.facts.settings.comparisons.jaccard_threshold,
        confidence=f"{100 * (1 - inputs.facts.alpha):g} %",
        is_phantom=inputs.facts.is_phantom,
        baseline=inputs.facts.baseline,
    )
    return Section("representations", "What the networks were shown, and what it gave", html)


def _words(row: ArmRepresentation) -> str:
    where = f" {row.source}" if row.source else ""
    upper = ", an upper bound, not a result" if "truth" in row.source else ""
    return (
        f"{row.arm}: {row.kind} representation{where}, mean Dice {fixed(row.dice)} ({fixed(row.gain, sign=True)} "
        f"against the baseline{upper}) for {duration(row.training)} of training and {duration(row.predicting)} a case."
    )
