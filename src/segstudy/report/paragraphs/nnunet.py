"""Arms that are nnU-Net."""

from segstudy.config.sections.nnunet import MODEL, NnunetSettings
from segstudy.report.cohort import cohort
from segstudy.report.inputs import ReportInput
from segstudy.report.references import Citations


def nnunet(inputs: ReportInput, cite: Citations) -> str:
    """How nnU-Net was used; empty where no arm is nnU-Net."""
    arms = "; ".join(
        f"{arm.name}: {NnunetSettings(**arm.model_arguments).in_words()}"
        for arm in inputs.facts.settings.arms
        if arm.model_name == MODEL
    )
    if not arms:
        return ""
    version = (inputs.provenance.get("packages") or {}).get("nnunetv2")
    called = f"nnU-Net {version}" if version else "nnU-Net"
    return (
        f"{called} {cite('nnunet')} planned, preprocessed, augmented, trained and predicted by its own rules "
        f"({arms}). In each of the {cohort(inputs).folds} folds its fingerprint and plan were made from the "
        "training patients alone, and the network of the last epoch was kept. Its label maps were evaluated as all "
        "others, in the grid of each scan."
    )
