"""Which cases were left out, and why; and what is odd about those that were not."""

from segstudy.report.environment import render
from segstudy.report.inputs import ReportInput
from segstudy.report.section import Section
from segstudy.tables.case_warnings import cases_by_warning

# Findings that are shown; a set of data from anywhere has one or two.
MOST = 20


def excluded(inputs: ReportInput) -> Section:
    """A table of the cases that are not used, with the reasons, and what checks found of those that are."""
    rows = inputs.cases[inputs.cases["status"].isin(["excluded", "bad"])]
    rows = rows.reindex(columns=["case", "patient", "status", "reason", "image"]).fillna("").to_dict("records")
    odd = [*cases_by_warning(inputs.case_warnings.itertuples(index=False)).items()]
    html = render("excluded.html", rows=rows, found=len(inputs.cases), odd=odd[:MOST], more=len(odd[MOST:]))
    return Section("excluded", "Cases left out, and odd ones" if odd else "Cases left out", html)
