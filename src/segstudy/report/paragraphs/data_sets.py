"""Which arms learned from a part of the cases."""

from segstudy.config.sections.words import listing, plural
from segstudy.report.inputs import ReportInput


def data_sets(inputs: ReportInput) -> str:
    """Empty where the study has no data sets."""
    settings = inputs.facts.settings
    if not settings.data_sets:
        return ""
    organs = list(settings.data.organs)
    named = [f"“{name}” ({chosen.in_words(organs)})" for name, chosen in settings.data_sets.items()]
    learned = [f"{arm.name} learned from “{arm.learn_from}” alone" for arm in settings.arms if arm.learn_from]
    alone = f" {listing(learned)}." if learned else ""
    return (
        f"The cases were of {plural(len(named), 'data set')}: {listing(named)}.{alone} Every arm was tested on all, "
        "each case by the network of the fold that held its patient out."
    )
