"""The methods text, to take into a paper."""

from segstudy.report.environment import render
from segstudy.report.inputs import ReportInput
from segstudy.report.methods import methods
from segstudy.report.section import Section


def methods_text(inputs: ReportInput) -> Section:
    """Paragraphs with the numbers of this study, and the references they cite."""
    paragraphs, references = methods(inputs)
    html = render("methods.html", paragraphs=paragraphs, references=references)
    return Section("methods", "Methods text", html)
