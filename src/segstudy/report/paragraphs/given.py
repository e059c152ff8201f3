"""Arms that no network of the study predicted: predictions from elsewhere, and controls."""

from segstudy.config.sections.given import CONTROLS_IN_WORDS
from segstudy.config.sections.words import listing
from segstudy.report.inputs import ReportInput


def given(inputs: ReportInput) -> str:
    """What was taken from elsewhere, and what nobody knows of it; empty where there is none."""
    settings = inputs.facts.settings
    arms = {arm.name: arm.given for arm in settings.arms if arm.given}
    if not arms:
        return ""
    sentences = [
        f"The predictions of {listing(list(arms))} were made elsewhere and are taken as they were handed in. Nobody "
        "knows here whom their networks were trained on: a patient who was among them makes these predictions look "
        "better than they are."
    ]
    for name, each in arms.items():
        if unnamed := [organ for organ in settings.data.organs if each.labels and organ not in each.labels]:
            sentences.append(f"{name} says nothing of {listing(unnamed)}, which is not measured of it.")
        if words := each.in_words():
            sentences.append(f"Of {name}, {words}.")
    return " ".join(sentences)


def controls(inputs: ReportInput) -> str:
    """The bounds between which other arms lie; empty where there is none."""
    arms = [arm for arm in inputs.facts.settings.arms if arm.control]
    if not arms:
        return ""
    words = [f"{arm.name} is {CONTROLS_IN_WORDS[arm.control or '']}" for arm in arms]
    return f"Controls bound what can be reached: {listing(words)}."
