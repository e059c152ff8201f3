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
    alone = ", and by each of them alone" if len(inputs.further.outside_folds) else ""
    return (
        f"The arms were also tested on cases from which nothing was learned ({listing(names)}), each predicted by the "
        f"mean of all folds’ networks{alone}; no other number of the report counts them."
    )
