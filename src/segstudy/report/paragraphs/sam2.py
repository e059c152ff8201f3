"""Arms that are SAM 2 without training."""

from segstudy.config.sections.sam2 import ZERO_SHOT, zero_shot_settings
from segstudy.report.inputs import ReportInput
from segstudy.report.references import Citations


def sam2(inputs: ReportInput, cite: Citations) -> str:
    """How SAM 2 was prompted; empty where no arm is SAM 2 without training."""
    arms = "; ".join(
        f"{arm.name}: {zero_shot_settings(arm.model_name, arm.model_arguments).in_words(arm.source_in_words())}"
        for arm in inputs.facts.settings.arms
        if arm.model_name in ZERO_SHOT
    )
    if not arms:
        return ""
    version = (inputs.provenance.get("packages") or {}).get("transformers")
    called = f" (transformers {version})" if version else ""
    return (
        f"SAM 2 {cite('sam2')}{called} was used without any training, on axial slices of the scans as they are "
        f"({arms}). "
        "Where masks of two organs overlapped, the more certain one was kept. Its label maps were evaluated as all "
        "others, in the grid of each scan."
    )
