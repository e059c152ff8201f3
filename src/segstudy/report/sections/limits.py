"""What the numbers of some arms do not mean: random weights, the truth for a source, from elsewhere, too coarse."""

from segstudy.config.sections.arms import ArmSettings
from segstudy.config.sections.sam2 import RANDOM
from segstudy.config.sections.source_arms import TRUTH, is_oracle
from segstudy.report.ceilings import preparation_warnings
from segstudy.report.environment import render
from segstudy.report.inputs import ReportInput
from segstudy.report.section import Section


def limits(inputs: ReportInput) -> Section | None:
    """None where no arm is of that kind."""
    arms = inputs.facts.settings.arms
    random = [arm.name for arm in arms if has_random_weights(arm)]
    oracles = [arm.name for arm in arms if is_oracle(arm.name) or arm.source_arm == TRUTH]
    given = [arm.name for arm in arms if arm.given]
    preparations = preparation_warnings(inputs)
    if not (random or oracles or given or preparations):
        return None
    html = render("limits.html", random=random, oracles=oracles, given=given, preparations=preparations)
    return Section("limits", "What some arms cannot show", html)


def has_random_weights(arm: ArmSettings) -> bool:
    """Whether `arm` asks for a checkpoint that is none."""
    return arm.model_arguments.get("checkpoint") == RANDOM
