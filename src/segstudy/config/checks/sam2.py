"""What must hold of arms that are SAM 2."""

from collections.abc import Iterable

from pydantic import ValidationError

from segstudy.config.sections.arms import ArmSettings
from segstudy.config.sections.messages import Problem, problems_of
from segstudy.config.sections.sam2 import SETTINGS, TUNED, WHERE, zero_shot_settings
from segstudy.config.sections.study import StudySettings

UNTRAINED = "{model} is not trained and reads scans as they are; leave `{key}` out of this arm"


def check_zero_shot(study: StudySettings, arm: ArmSettings, where: str) -> Iterable[Problem]:
    """Problems of an arm whose model needs no training.

    Args:
        study: The study's settings.
        arm: The arm.
        where: The arm's key in the configuration.
    """
    if not study.data.in_hounsfield_units and not study.data.are_2d_images:
        yield Problem(f"{where}.model", f"SAM 2 is shown windows of Hounsfield units, not {study.data.modality} scans")
    for key in ("preparation", "augmentation", "tuned", "inference", "training"):
        if getattr(arm, key):
            yield Problem(f"{where}.{key}", UNTRAINED.format(model=arm.model_name, key=key))
    if arm.training_fraction < 1:
        yield Problem(f"{where}.training_fraction", UNTRAINED.format(model=arm.model_name, key="training_fraction"))
    try:
        zero_shot_settings(arm.model_name, arm.model_arguments)
    except ValidationError as error:
        yield from problems_of(error, SETTINGS[arm.model_name], f"{where}.model.{arm.model_name}")


def check_tuned_sam2(study: StudySettings, arm: ArmSettings, where: str) -> Iterable[Problem]:
    """Problems of an arm with SAM 2's encoder, whose windows are cut from what its preparation keeps.

    Args:
        study: The study's settings.
        arm: One of its arms.
        where: The arm's key in the configuration.
    """
    if arm.model_name != TUNED:
        return
    key, arguments = f"{where}.model.{TUNED}", study.model_arguments(arm)
    if arguments.get("checkpoint") is None:
        yield Problem(f"{key}.checkpoint", f"is missing: {WHERE}")
    preparation = study.preparation(arm)
    if preparation is None:
        return
    if preparation.normalize != "unit" or preparation.clip_hu is None:
        message = f"windows are cut from Hounsfield units: the preparation {arm.preparation!r} must `normalize: unit`"
        yield Problem(f"{where}.preparation", message)
        return
    low, high = arguments.get("range_hu", (-1000, 1000))
    if (low, high) != preparation.clip_hu:
        message = f"is [{low:g}, {high:g}], but the preparation {arm.preparation!r} keeps {list(preparation.clip_hu)}"
        yield Problem(f"{key}.range_hu", message)
