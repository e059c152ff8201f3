"""Where further channels do not go with an arm."""

from collections.abc import Iterable

from segstudy.config.sections.arms import ArmSettings
from segstudy.config.sections.layers import layered
from segstudy.config.sections.messages import Problem
from segstudy.config.sections.sam2 import TUNED
from segstudy.config.sections.study import StudySettings
from segstudy.models.registry import MODELS, argument_names, argument_value, dimensions, more_than_channels


def check_channels(study: StudySettings, arm: ArmSettings, where: str) -> Iterable[Problem]:
    """Where further channels do not go with an arm's model or augmentation.

    Args:
        study: The study's settings.
        arm: One of its arms.
        where: The arm's key in the configuration.
    """
    yield from _check_width(study, arm, where)
    own, of_the_study = arm.training.get("channels"), study.training.channels
    channels = own if "channels" in arm.training else of_the_study and of_the_study.model_dump()
    if not isinstance(channels, dict) or not any(channels.values()) or arm.model_name not in MODELS:
        return
    key = f"{where}.training.channels"
    if dimensions(arm.model_name) == 3:
        if own:
            yield Problem(key, f"{arm.model_name} sees volumes, heights and neighbors included; leave them out")
    elif arm.model_name == TUNED:
        yield Problem(key, f"{arm.model_name} makes its channels of the slice itself; say `channels: null`")
    elif channels.get("neighbors") and _is_copied(study, arm):
        yield Problem(f"{key}.neighbors", "augmentation moves each slice by itself, so that neighbors would not match")


def _check_width(study: StudySettings, arm: ArmSettings, where: str) -> Iterable[Problem]:
    """A network that would be narrower than what it is shown."""
    name, preparation = arm.model_name, study.preparation(arm)
    argument = more_than_channels(name) if name in MODELS else ""
    arguments = study.model_arguments(arm)
    if not argument or preparation is None or not set(arguments) <= set(argument_names(name)):
        return
    shown = layered(study.training.model_dump(), arm.training).get("channels") or {}
    neighbors = shown.get("neighbors", 0) if isinstance(shown, dict) else 0
    if not isinstance(neighbors, int):
        return  # a problem of the training's keys, which are checked elsewhere
    count = (3 if preparation.color else 1) * (1 + 2 * neighbors) + bool(shown.get("depth"))
    value = argument_value(name, argument, arguments)
    if isinstance(value, int) and value <= count:
        yield Problem(
            f"{where}.model.{name}.{argument}", f"is {value}, but must exceed the {count} channels that it is shown"
        )


def _is_copied(study: StudySettings, arm: ArmSettings) -> bool:
    """Whether an arm learns from copies of slices, each moved by itself."""
    augmentation = study.augmentations.get(arm.augmentation or "")
    return augmentation is not None and not augmentation.anew
