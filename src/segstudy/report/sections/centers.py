"""What it costs an arm that the centers are off at which another arm places what its network sees."""

from segstudy.report.downloads import download
from segstudy.report.environment import render
from segstudy.report.figures.centers import dice_against_centers
from segstudy.report.figures.sureness import arm_colors
from segstudy.report.inputs import ReportInput
from segstudy.report.section import Section


def center_section(inputs: ReportInput) -> Section | None:
    """None where no arm is the region-of-interest source of another, or nothing of it was measured."""
    table = inputs.further.center_cases
    if not len(table):
        return None
    arms = [arm for arm in inputs.arm_names if arm in set(table["arm"])]
    colors, unit = arm_colors(arms), inputs.facts.settings.data.unit
    organs = list(inputs.facts.organs)
    figures = [
        dice_against_centers(table[table["organ"] == organ], colors, organ, unit, f"centers-{place}")
        for place, organ in enumerate(organs)
        if (table["organ"] == organ).any()
    ]
    data = download(table, inputs.facts.study, "centers")
    rows = inputs.further.center_effects.to_dict("records")
    html = render("centers.html", rows=rows, colors=colors, figures=figures, unit=unit, data=data)
    return Section("centers", "What centers that are off cost", html)
