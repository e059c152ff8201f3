"""How it was found out how sure the arms are."""

from segstudy.config.uncertainty import UncertaintySettings
from segstudy.report.inputs import ReportInput
from segstudy.report.numbers import listing


def uncertainty(inputs: ReportInput) -> str:
    """Empty where no arm was asked."""
    settings = inputs.facts.settings
    asked: dict[str, list[str]] = {}
    for arm in settings.arms:
        if arm.uncertainty:
            asked.setdefault(arm.uncertainty, []).append(arm.name)
    if not asked:
        return ""
    ways = "; ".join(f"{listing(arms)} {_way(settings.uncertainties[name])}" for name, arms in asked.items())
    return (
        f"Uncertainty was estimated from repeated predictions: {ways}. Variance, predictive entropy and mutual "
        "information of their probabilities were compared with the errors of their mean, within 10 mm of the organs: "
        "area under the ROC curve, expected calibration error in 15 bins of the mean's confidence, and Dice of the "
        "surest voxels."
    )


def _way(settings: UncertaintySettings) -> str:
    if settings.method == "mc_dropout":
        return f"by {settings.passes} passes with dropout left on"
    return "by the networks of all seeds" if settings.method == "seed_ensemble" else "by the networks of all folds"
