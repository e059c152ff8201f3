"""How hyper-parameters were searched."""

from segstudy.config.checks.space import space_of
from segstudy.config.sections.words import listing
from segstudy.report.inputs import ReportInput
from segstudy.report.references import Citations


def tuning(inputs: ReportInput, cite: Citations) -> str:
    """Each search that an arm uses, and answers that were known; empty where no arm is tuned."""
    settings = inputs.facts.settings
    sentences = []
    for name in dict.fromkeys(arm.tuned for arm in settings.arms if arm.tuned):
        search = settings.tuning[name]
        arms = listing([arm.name for arm in settings.arms if arm.tuned == name])
        space = {} if search.known is not None else space_of(search)
        sentences.append(f"For {arms}, {search.in_words(space, settings.training.epochs, cite)}.")
    return " ".join(sentences)
