"""Which arms have random weights, or the truth for a source: what their numbers do not mean."""

from segstudy.config.arms import ArmSettings
from segstudy.config.sam2 import RANDOM
from segstudy.config.source_arms import ORACLE, TRUTH
from segstudy.report.environment import render
from segstudy.report.inputs import ReportInput
from segstudy.report.section import Section


def limits(inputs: ReportInput) -> Section | None:
    """None where no arm is of that kind."""
    arms = inputs.facts.settings.arms
    random = [arm.name for arm in arms if has_random_weights(arm)]
    oracles = [arm.name for arm in arms if arm.name.endswith(ORACLE) or arm.source_arm == TRUTH]
    if not random and not oracles:
        return None
    return Section("limits", "What some arms cannot show", render("limits.html", random=random, oracles=oracles))


def has_random_weights(arm: ArmSettings) -> bool:
    """Whether `arm` asks for a checkpoint that is none."""
    return arm.model_arguments.get("checkpoint") == RANDOM
