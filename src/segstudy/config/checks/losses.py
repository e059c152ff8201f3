"""Where a loss does not go with an arm."""

from collections.abc import Iterable

from segstudy.config.sections.arms import ArmSettings
from segstudy.config.sections.messages import Problem
from segstudy.models.registry import MODELS, has_own_loss


def check_loss(arm: ArmSettings, where: str) -> Iterable[Problem]:
    """A loss for a network that brings its own.

    Args:
        arm: One of a study's arms.
        where: The arm's key in the configuration.
    """
    if "loss" in arm.training and arm.model_name in MODELS and has_own_loss(arm.model_name):
        yield Problem(
            f"{where}.training.loss", f"{arm.model_name} finds centers and has a loss of its own; leave it out"
        )
