"""Which case without a label map to draw next."""

from segstudy.report.downloads import download
from segstudy.report.environment import render
from segstudy.report.inputs import ReportInput
from segstudy.report.section import Section
from segstudy.tables.next_to_label import STRATEGIES

SHOWN = 10
TITLES = {
    "entropy": "By entropy of the networks’ votes",
    "disagreement": "By disagreement between networks",
    "representative": "Unlike any case that has a label map",
    "random": "At random",
    "random_foreground": "At random, by how much is to be drawn",
}


def next_to_label(inputs: ReportInput) -> Section | None:
    """None where every case has a label map, or nothing was trained."""
    table = inputs.next_to_label
    if table is None or not len(table):
        return None
    first = table[table["rank"] <= SHOWN]
    cells = {(row.rank, row.strategy): row for row in first.itertuples(index=False)}
    networks = None if inputs.label_audit is None else int(inputs.label_audit["networks"].max())
    html = render(
        "next_to_label.html",
        cases=int(table["case"].nunique()),
        shown=int(first["rank"].max()),
        strategies=STRATEGIES,
        titles=TITLES,
        cells=cells,
        alone=networks == 1,
        data=download(table, inputs.facts.study, "next_to_label"),
    )
    return Section("next-to-label", "What to label next", html)
