"""What networks for slices were shown besides slices."""

from segstudy.config.sections.words import listing
from segstudy.report.inputs import ReportInput


def channels(inputs: ReportInput) -> str:
    """Arms with further channels; empty where every network saw the slice alone."""
    settings = inputs.facts.settings
    arms: dict[str, list[str]] = {}
    for arm in settings.arms:
        if arm.ensemble_of is None and arm.preparation and (own := settings.training_settings(arm).channels):
            arms.setdefault(own.in_words(), []).append(arm.name)
    return " ".join(f"{listing(names)} saw {what} as further channels." for what, names in arms.items() if what)
