"""How it was found out how sure the arms are."""

from segstudy.config.sections.words import listing
from segstudy.report.inputs import ReportInput


def uncertainty(inputs: ReportInput) -> str:
    """Empty where no arm was asked."""
    settings = inputs.facts.settings
    asked: dict[str, list[str]] = {}
    for arm in settings.arms:
        if arm.uncertainty:
            asked.setdefault(arm.uncertainty, []).append(arm.name)
    if not asked:
        return ""
    ways = "; ".join(f"{listing(arms)} {settings.uncertainties[name].in_words()}" for name, arms in asked.items())
    return (
        f"Uncertainty was estimated from repeated predictions: {ways}. Variance, predictive entropy and mutual "
        "information of their probabilities were compared with the errors of their mean, within 10 mm of the organs: "
        "area under the ROC curve, expected calibration error in 15 bins of the mean's confidence, and Dice of the "
        "surest voxels."
    )
