"""Which cases were left out, and why."""

from segstudy.report.environment import render
from segstudy.report.inputs import ReportInput
from segstudy.report.section import Section


def excluded(inputs: ReportInput) -> Section:
    """A table of the cases that are not used, with the reasons that people gave or checks found."""
    rows = inputs.cases[inputs.cases["status"].isin(["excluded", "bad"])]
    rows = rows.reindex(columns=["case", "patient", "status", "reason", "image"]).fillna("").to_dict("records")
    html = render("excluded.html", rows=rows, found=len(inputs.cases))
    return Section("excluded", "Cases left out", html)
