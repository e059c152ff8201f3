"""What a network for slices needs, and what one for volumes needs instead."""

from collections.abc import Iterable
from math import prod
from typing import TYPE_CHECKING

from segstudy.config.arms import ArmSettings
from segstudy.config.messages import Problem, closest
from segstudy.config.patches import PatchSettings
from segstudy.errors import StudyError
from segstudy.models.registry import MODELS, argument_names, dimensions, patch_step

if TYPE_CHECKING:
    from segstudy.config.study import StudySettings


def check_dimensions(study: "StudySettings", arm: ArmSettings, where: str) -> Iterable[Problem]:
    """Where `arm`'s model does not go with its preparation, augmentation or patches; silent on what is unknown."""
    if arm.inference is not None and arm.inference not in study.inferences:
        yield closest(f"{where}.inference", arm.inference, study.inferences, "inference")
    name, preparation = arm.model_name, study.preparations.get(arm.preparation)
    if name not in MODELS or preparation is None:
        return
    if dimensions(name) == 2:
        if preparation.size is None:
            key = f"preparations.{arm.preparation}.size"
            yield Problem(key, f"is missing: {name} (arm {arm.name}) sees slices, which must all have one size")
        if arm.inference is not None:
            yield Problem(f"{where}.inference", f"{name} sees whole slices; inferences are for networks of volumes")
        if arm.training.get("patches"):
            yield Problem(f"{where}.training.patches", f"{name} sees whole slices; patches are for networks of volumes")
        return
    if arm.augmentation:
        told = "augmentations are moved slices; let `training.patches` flip, turn and zoom instead"
        yield Problem(f"{where}.augmentation", f"{name} sees volumes: {told}")
    patches = {**(study.training.patches.model_dump() if study.training.patches else {})}
    patches |= arm.training.get("patches") or {}
    if not patches:
        yield Problem(f"{where}.model", f"{name} sees volumes: say under `training.patches` how large its patches are")
        return
    inference = study.inferences.get(arm.inference)
    if inference and inference.mirror and not patches.get("flips"):
        told = f"`{arm.inference}` mirrors, but `training.patches.flips` names no axis: mirrored anatomy was never seen"
        yield Problem(f"{where}.inference", told)
    if not set(study.model_arguments(arm)) <= set(argument_names(name)):
        return
    try:
        size, step = PatchSettings(**patches).size, patch_step(name, study.model_arguments(arm))[::-1]
    except StudyError as error:
        yield Problem(f"{where}.model.{name}", str(error))
        return
    except ValueError:
        return  # told where the training's keys are checked
    if any(side % part for side, part in zip(size, step, strict=True)):
        yield Problem(
            f"{where}.training.patches.size",
            f"{name} needs sides divisible by {_sides(step)} (columns, rows, slices), not {_sides(size)}",
        )
    elif prod(size) == prod(step):
        yield Problem(
            f"{where}.training.patches.size",
            f"{name} would shrink {_sides(size)} to a single voxel: at least one side must be twice as long",
        )


def _sides(sides: Iterable[int]) -> str:
    return " × ".join(map(str, sides))
