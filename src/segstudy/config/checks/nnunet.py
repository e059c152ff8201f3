"""What must hold of an arm that is nnU-Net."""

from collections.abc import Iterable

from pydantic import ValidationError

from segstudy.config.sections.arms import ArmSettings
from segstudy.config.sections.messages import Problem, problems_of
from segstudy.config.sections.nnunet import MODEL, NnunetSettings

SELF_MADE = "nnU-Net prepares, augments and fits by its own rules; leave `{key}` out of this arm"


def check_nnunet(arm: ArmSettings, where: str) -> Iterable[Problem]:
    """Problems of an arm whose model is nnU-Net.

    Args:
        arm: The arm.
        where: The arm's key in the configuration.
    """
    for key in ("preparation", "augmentation", "tuned", "inference"):
        if getattr(arm, key) is not None:
            yield Problem(f"{where}.{key}", SELF_MADE.format(key=key))
    if arm.training:
        yield Problem(f"{where}.training", SELF_MADE.format(key="training") + f"; say it under model.{MODEL}")
    try:
        settings = NnunetSettings(**arm.model_arguments)
    except ValidationError as error:
        yield from problems_of(error, NnunetSettings, f"{where}.model.{MODEL}")
        return
    if settings.patch and len(settings.patch) != settings.dimensions:
        message = f"takes {settings.dimensions} numbers for {settings.configuration}, not {settings.patch}"
        yield Problem(f"{where}.model.{MODEL}.patch", message)
