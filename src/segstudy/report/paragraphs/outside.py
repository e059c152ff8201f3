"""On what else the arms were tested."""

from segstudy.config.sections.words import listing
from segstudy.report.inputs import ReportInput


def outside(inputs: ReportInput) -> str:
    """Sets that were tested on only; empty where there is none."""
    settings = inputs.facts.settings
    organs = list(settings.data.organs)
    names = [f"“{name}” ({chosen.in_words(organs)})" for name, chosen in settings.evaluate_on.items()]
    if not names:
        return ""
    return (
        f"The arms were also tested on cases from which nothing was learned ({listing(names)}), each predicted by the "
        "mean of all folds’ networks; no other number of the report counts them."
    )
