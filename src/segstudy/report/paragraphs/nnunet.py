"""Arms that are nnU-Net."""

from segstudy.config.nnunet import MODEL, NnunetSettings
from segstudy.report.cohort import cohort
from segstudy.report.inputs import ReportInput
from segstudy.report.numbers import listing
from segstudy.report.references import Citations


def nnunet(inputs: ReportInput, cite: Citations) -> str:
    """How nnU-Net was used; empty where no arm is nnU-Net."""
    found = [
        (arm, NnunetSettings(**arm.model_arguments)) for arm in inputs.facts.settings.arms if arm.model_name == MODEL
    ]
    if not found:
        return ""
    version = (inputs.provenance.get("packages") or {}).get("nnunetv2")
    called = f"nnU-Net {version}" if version else "nnU-Net"
    told = [f"{arm.name}: {_settings(settings)}" for arm, settings in found]
    return (
        f"{called} {cite('nnunet')} planned, preprocessed, augmented, trained and predicted by its own rules "
        f"({'; '.join(told)}). In each of the {cohort(inputs).folds} folds its fingerprint and plan were made from the "
        "training patients alone, and the network of the last epoch was kept. Its label maps were evaluated as all "
        "others, in the grid of each scan."
    )


def _settings(settings: NnunetSettings) -> str:
    parts = [f"configuration {settings.configuration}", f"planner {settings.planner}", f"trainer {settings.trainer}"]
    numbers = {
        "{} epochs": settings.epochs,
        "{} iterations an epoch": settings.iterations,
        "patches of at most {} voxels": settings.patch and " × ".join(map(str, settings.patch)),
        "batches of {}": settings.batch,
    }
    return listing([*parts, *(words.format(value) for words, value in numbers.items() if value)])
