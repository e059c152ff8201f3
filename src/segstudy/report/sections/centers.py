"""What it costs an arm with views that their centers are off."""

from segstudy.report.centers import center_summary, dice_and_centers
from segstudy.report.environment import render
from segstudy.report.figures.centers import dice_against_centers
from segstudy.report.figures.sureness import arm_colors
from segstudy.report.inputs import ReportInput
from segstudy.report.section import Section
from segstudy.report.tidy import download


def center_section(inputs: ReportInput) -> Section | None:
    """None where no arm lays views for another, or nothing of it was measured."""
    table = dice_and_centers(inputs)
    if table.empty:
        return None
    arms = [arm for arm in inputs.arm_names if arm in set(table["arm"])]
    colors, unit = arm_colors(arms), inputs.facts.settings.data.unit
    organs = list(inputs.facts.organs)
    pictures = [
        dice_against_centers(table[table["organ"] == organ], colors, organ, unit, f"centers-{place}")
        for place, organ in enumerate(organs)
        if (table["organ"] == organ).any()
    ]
    data = download(table, inputs.facts.study, "centers")
    rows = center_summary(table, arms, organs)
    html = render("centers.html", rows=rows, colors=colors, pictures=pictures, unit=unit, data=data)
    return Section("centers", "What centers that are off cost", html)
