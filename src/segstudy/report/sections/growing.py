"""Whether it matters which patient is drawn next."""

from segstudy.report.downloads import download
from segstudy.report.environment import render
from segstudy.report.inputs import ReportInput
from segstudy.report.section import Section


def growing(inputs: ReportInput) -> Section | None:
    """None where a study does not ask."""
    table = inputs.growing
    if table is None or not len(table):
        return None
    data = download(table, inputs.facts.study, "growing")
    rows = table.to_dict("records")
    return Section(
        "growing",
        "Which patient to draw next",
        render("growing.html", rows=rows, arm=inputs.facts.settings.grown_arm, data=data),
    )
