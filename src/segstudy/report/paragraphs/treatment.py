"""What was done to scans before the network, and to label maps after it."""

from segstudy.report import describe
from segstudy.report.inputs import ReportInput


def preparation(inputs: ReportInput) -> str:
    """Preparations and augmentations that some arm uses."""
    settings, parts = inputs.facts.settings, []
    for name in dict.fromkeys(arm.preparation for arm in inputs.facts.arms):
        if name in settings.preparations:
            parts.append(f"Preparation “{name}”: {describe.preparation(settings.preparations[name])}.")
    for name in dict.fromkeys(arm.augmentation for arm in inputs.facts.arms):
        if name in settings.augmentations:
            told = describe.augmentation(settings.augmentations[name])
            parts.append(
                f"Augmentation “{name}”: {told}; images were interpolated linearly and labels by nearest neighbor, "
                "with one and the same matrix, in the training part only."
            )
    return " ".join(parts)


def postprocessing(inputs: ReportInput) -> str:
    """Post-processings that some arm uses."""
    settings = inputs.facts.settings.postprocessings
    names = dict.fromkeys(arm.postprocessing for arm in inputs.facts.arms)
    told = [f"“{name}”: {describe.postprocessing(settings[name])}" for name in names if name in settings]
    return f"Predicted label maps were post-processed organ by organ. {'; '.join(told)}." if told else ""
