"""Arms that are the mean of others."""

from segstudy.report.inputs import ReportInput
from segstudy.report.numbers import listing


def ensembles(inputs: ReportInput) -> str:
    """Empty where the study has none."""
    arms = [arm for arm in inputs.facts.settings.arms if arm.ensemble_of]
    if not arms:
        return ""
    told = "; ".join(f"{arm.name} of {listing(list(arm.ensemble_of))}" for arm in arms)
    return (
        f"Ensembles averaged their members' class probabilities in each case's own voxel grid ({told}); each case was "
        "predicted by the members' networks that had not seen its patient, and nothing was trained for them."
    )
