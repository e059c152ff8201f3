"""Arms whose networks saw views of slices."""

from segstudy.config.representations import CARTESIAN, PolarSettings
from segstudy.config.source_arms import TRUTH
from segstudy.report import describe
from segstudy.report.inputs import ReportInput
from segstudy.report.references import Citations

TUNED = "a threshold chosen by Dice on the validation patients"
RETURNED = (
    "In training, one object of each slice was drawn in every epoch, from the training labels. Predictions were "
    "brought back to Cartesian space before anything was measured; the checkpoint was chosen by Dice there, with "
    "objects from the validation patients' own labels."
)


def views(inputs: ReportInput, cite: Citations) -> str:
    """Which representations there were, and who laid their centers and boxes; empty where slices were shown as is."""
    settings = inputs.facts.settings
    arms = [arm for arm in settings.arms if arm.representation != CARTESIAN]
    if not arms:
        return ""
    told = []
    for name in dict.fromkeys(arm.representation for arm in arms):
        one = settings.representation(next(arm for arm in arms if arm.representation == name))
        told.append(f"“{name}”: {_described(one, cite)}")
    laid = "; ".join(f"{arm.name}, {_source(arm.source_arm)}" for arm in arms)
    return f"Networks saw views of each object in a slice ({laid}). {'. '.join(told)}. {RETURNED}"


def _source(source: str | None) -> str:
    return (
        "laid by the label maps themselves, an upper bound"
        if source == TRUTH
        else f"laid by the predictions of {source}"
    )


def _described(told: dict, cite: Citations) -> str:
    size = f"{told['size']} × {told['size']} pixels"
    if told["kind"] == PolarSettings().kind:
        return (
            f"slices unrolled about an object's centroid to {size} {cite('polar')}, as far as the farthest corner; "
            f"training centers moved with a probability of {describe.short(told['jitter_chance'])} by up to "
            f"{describe.short(100 * told['jitter'])} % of the smaller side; views fused by votes that count double "
            f"around their center, with hysteresis between {describe.short(told['low'])} and "
            f"{TUNED if told['high'] == 'tuned' else describe.short(told['high'])}"
        )
    return (
        f"squares about each object, padded by {describe.short(100 * told['padding'])} % of the slice and resized to "
        f"{size} {cite('segment_then_segment')}, objects below {told['least_pixels']} pixels dropped, training boxes "
        f"moved by up to {told['noise_px']} pixels a side; views fused by OR"
    )
