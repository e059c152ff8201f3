"""Arms whose networks saw views of slices."""

from segstudy.config.sections.arms import ArmSettings
from segstudy.config.sections.representations import CARTESIAN
from segstudy.config.sections.source_arms import TRUTH
from segstudy.report.inputs import ReportInput
from segstudy.report.references import Citations

RETURNED = (
    "In training, every object of every slice was a sample, from the training labels. Predictions were brought back to "
    "Cartesian space before anything was measured; the checkpoint was chosen by Dice there, with objects from the "
    "validation patients' own labels."
)


def views(inputs: ReportInput, cite: Citations) -> str:
    """Which representations there were, and who laid their centers and boxes; empty where slices were shown as is."""
    settings = inputs.facts.settings
    arms = [arm for arm in settings.arms if arm.representation != CARTESIAN]
    if not arms:
        return ""
    representations = {arm.representation: settings.representation_settings(arm) for arm in arms}
    described = [f"“{name}”: {one.in_words(cite)}" for name, one in representations.items() if one]
    laid = "; ".join(f"{arm.name}, {_laid(arm)}" for arm in arms)
    return f"Networks saw views of each object in a slice ({laid}). {'. '.join(described)}. {RETURNED}"


def _laid(arm: ArmSettings) -> str:
    return f"laid by {arm.source_in_words()}{', an upper bound' if arm.source_arm == TRUTH else ''}"
