"""What must hold of arms that are SAM 2."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pydantic import ValidationError

from segstudy.config.messages import Problem, problems_of
from segstudy.config.sam2 import SETTINGS, TUNED, WHERE, zero_shot_settings

if TYPE_CHECKING:
    from segstudy.config.arms import ArmSettings
    from segstudy.config.study import StudySettings

UNTRAINED = "{model} is not trained and reads scans as they are; leave `{key}` out of this arm"


def check_zero_shot(arm: "ArmSettings", where: str) -> Iterable[Problem]:
    """Problems of `arm`, whose model needs no training; where: its key in the configuration."""
    for key in ("preparation", "augmentation", "tuned", "inference", "training"):
        if getattr(arm, key):
            yield Problem(f"{where}.{key}", UNTRAINED.format(model=arm.model_name, key=key))
    if arm.training_fraction < 1:
        yield Problem(f"{where}.training_fraction", UNTRAINED.format(model=arm.model_name, key="training_fraction"))
    try:
        zero_shot_settings(arm.model_name, arm.model_arguments)
    except ValidationError as error:
        yield from problems_of(error, SETTINGS[arm.model_name], f"{where}.model.{arm.model_name}")


def check_tuned_sam2(study: "StudySettings", arm: "ArmSettings", where: str) -> Iterable[Problem]:
    """Problems of `arm` with SAM 2's encoder, whose windows are cut from what its preparation keeps."""
    if arm.model_name != TUNED:
        return
    key, arguments = f"{where}.model.{TUNED}", study.model_arguments(arm)
    if arguments.get("checkpoint") is None:
        yield Problem(f"{key}.checkpoint", f"is missing: {WHERE}")
    preparation = study.preparations.get(arm.preparation)
    if preparation is None:
        return
    if preparation.normalize != "unit":
        told = f"windows are cut from Hounsfield units: the preparation {arm.preparation!r} must `normalize: unit`"
        yield Problem(f"{where}.preparation", told)
        return
    low, high = arguments.get("range_hu", (-1000, 1000))
    if (low, high) != tuple(preparation.clip_hu):
        told = f"is [{low:g}, {high:g}], but the preparation {arm.preparation!r} keeps {list(preparation.clip_hu)}"
        yield Problem(f"{key}.range_hu", told)
