"""What networks were shown besides slices, what was measured besides organs, and on what else they were tested."""

from segstudy.report.inputs import ReportInput
from segstudy.report.numbers import listing, plural
from segstudy.report.references import Citations


def channels(inputs: ReportInput) -> str:
    """Arms with further channels; empty where every network saw the slice alone."""
    settings, told = inputs.facts.settings, {}
    for arm in settings.arms:
        if arm.ensemble_of is None and arm.preparation and (own := settings.training_settings(arm).channels):
            parts = ["the slice’s normalized height i/n"] if own.depth else []
            if own.neighbors:
                parts.append(f"{plural(own.neighbors, 'neighboring slice')} on either side (2.5D)")
            if parts:
                told.setdefault(listing(parts), []).append(arm.name)
    return " ".join(f"{listing(arms)} saw {what} as further channels." for what, arms in told.items())


def tissues(inputs: ReportInput, cite: Citations) -> str:
    """Tissues counted within organs; empty where the study asks for none."""
    settings = inputs.facts.settings.tissues
    if not settings:
        return ""
    parts = [
        f"{name} as what lies between {one.hu[0]:g} and {one.hu[1]:g} HU within the {one.organ}".replace("-", "−")
        for name, one in settings.items()
    ]
    return (
        f"Tissue was counted within organs as predicted and as drawn: {'; '.join(parts)}. Volumes were compared over "
        f"patients by bias and 95 % limits of agreement {cite('bland_altman')} and by Pearson’s correlation."
    )


def outside(inputs: ReportInput) -> str:
    """Sets that were tested on only; empty where there is none."""
    names = list(inputs.facts.settings.evaluate_on)
    if not names:
        return ""
    return (
        f"The arms were also tested on cases from which nothing was learned ({listing(names)}), each predicted by the "
        "mean of all folds’ networks; no other number of the report counts them."
    )
