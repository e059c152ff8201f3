"""Arms that are the mean of others."""

from segstudy.report.inputs import ReportInput


def ensembles(inputs: ReportInput) -> str:
    """Empty where the study has none."""
    members = "; ".join(arm.members_in_words() for arm in inputs.facts.settings.arms if arm.ensemble_of)
    if not members:
        return ""
    return (
        f"Ensembles averaged their members' class probabilities in each case's own voxel grid ({members}); each case "
        "was predicted by the members' networks that had not seen its patient, and nothing was trained for them."
    )
