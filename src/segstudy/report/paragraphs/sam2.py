"""Arms that are SAM 2 without training."""

from segstudy.config.arms import ArmSettings
from segstudy.config.sam2 import RANDOM, VIDEO, ZERO_SHOT, PromptedSettings, zero_shot_settings
from segstudy.config.source_arms import TRUTH
from segstudy.report.inputs import ReportInput
from segstudy.report.numbers import listing
from segstudy.report.references import Citations

KINDS = {"box": "boxes", "center": "center points", "negative": "points on other organs", "mask": "masks"}


def sam2(inputs: ReportInput, cite: Citations) -> str:
    """How SAM 2 was prompted; empty where no arm is SAM 2 without training."""
    arms = [arm for arm in inputs.facts.settings.arms if arm.model_name in ZERO_SHOT]
    if not arms:
        return ""
    version = (inputs.provenance.get("packages") or {}).get("transformers")
    called = f" (transformers {version})" if version else ""
    told = "; ".join(
        f"{arm.name}: {_arm(arm, zero_shot_settings(arm.model_name, arm.model_arguments))}" for arm in arms
    )
    return (
        f"SAM 2 {cite('sam2')}{called} was used without any training, on axial slices of the scans as they are "
        f"({told}). "
        "Where masks of two organs overlapped, the more certain one was kept. Its label maps were evaluated as all "
        "others, in the grid of each scan."
    )


def _arm(arm: ArmSettings, settings: PromptedSettings) -> str:
    source = "the label maps themselves" if arm.source_arm == TRUTH else f"the predictions of {arm.source_arm}"
    weights = (
        "random weights, in a small network" if settings.checkpoint == RANDOM else f"weights {settings.checkpoint}"
    )
    kinds = listing([KINDS[kind] for kind in settings.prompts])
    if arm.model_name == VIDEO:
        how = f"slices as a video, prompted by {kinds} of each organ in its largest slice and carried on both ways"
    else:
        how = f"prompted in every slice by {kinds} of each connected piece"
    windows = listing([name.replace("_", " ") for name in settings.windows])
    return f"{how}, from {source}; {weights}; window {windows}"
