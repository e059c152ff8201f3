"""What was done to scans before the network, and to label maps after it."""

from segstudy.report.inputs import ReportInput
from segstudy.report.references import Citations


def preparation(inputs: ReportInput, cite: Citations) -> str:
    """Preparations and augmentations that some arm uses."""
    settings, parts = inputs.facts.settings, []
    for name in dict.fromkeys(arm.preparation for arm in inputs.facts.arms):
        if name in settings.preparations:
            parts.append(f"Preparation “{name}”: {settings.preparations[name].in_words()}.")
    for augmentation in dict.fromkeys(arm.augmentation for arm in inputs.facts.arms):
        if augmentation in settings.augmentations:
            chosen = settings.augmentations[augmentation]
            words, what = chosen.in_words(), "grid" if chosen.transforming else "matrix"
            sources = f" {cite(*chosen.sources)}" if chosen.sources else ""
            parts.append(
                f"Augmentation “{augmentation}”: {words}{sources}; images were interpolated linearly and labels by "
                f"fractions, with one and the same {what}, in the training part only."
            )
    return " ".join(parts)


def postprocessing(inputs: ReportInput) -> str:
    """Post-processings that some arm uses."""
    settings = inputs.facts.settings.postprocessings
    names = dict.fromkeys(arm.postprocessing for arm in inputs.facts.arms)
    steps = [f"“{name}”: {settings[name].in_words()}" for name in names if name in settings]
    return f"Predicted label maps were post-processed organ by organ. {'; '.join(steps)}." if steps else ""
