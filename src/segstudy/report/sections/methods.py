"""How the study was made: its stages as a figure, and the methods text, to take into a paper."""

from segstudy.report.environment import render
from segstudy.report.figures.flow import flow
from segstudy.report.inputs import ReportInput
from segstudy.report.methods import methods
from segstudy.report.section import Section
from segstudy.report.stages import stages


def methods_text(inputs: ReportInput) -> Section:
    """Paragraphs with the numbers of this study, and the references they cite."""
    paragraphs, references = methods(inputs)
    figure = flow(stages(inputs), "flow")
    html = render("methods.html", paragraphs=paragraphs, references=references, figure=figure)
    return Section("methods", "How this was made", html)
