"""What a network for slices needs, and what one for volumes needs instead."""

from collections.abc import Iterable
from math import prod

from segstudy.config.sections.arms import ArmSettings
from segstudy.config.sections.layers import layered
from segstudy.config.sections.messages import Problem, closest
from segstudy.config.sections.patches import PatchSettings
from segstudy.config.sections.representations import CARTESIAN
from segstudy.config.sections.study import StudySettings
from segstudy.models.registry import MODELS, argument_names, dimensions, patch_step, slice_step
from segstudy.running.errors import StudyError


def check_dimensions(study: StudySettings, arm: ArmSettings, where: str) -> Iterable[Problem]:
    """Where an arm's model does not go with its preparation, augmentation or patches; silent on what is unknown.

    Args:
        study: The study's settings.
        arm: One of its arms.
        where: The arm's key in the configuration.
    """
    if arm.inference is not None and arm.inference not in study.inferences:
        yield closest(f"{where}.inference", arm.inference, study.inferences, "inference")
    name, preparation = arm.model_name, study.preparation(arm)
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
        yield from _check_slices(study, arm, where)
        return
    if arm.training.get("slices", "all") != "all":
        yield Problem(f"{where}.training.slices", f"{name} sees volumes, in patches; say where those lie instead")
    augmentation = study.augmentations.get(arm.augmentation or "")
    if augmentation and not augmentation.anew:
        instead = "copies are of slices; name `transforms` that are made online"
        yield Problem(f"{where}.augmentation", f"{name} sees volumes: {instead}")
    patches = {**(study.training.patches.model_dump() if study.training.patches else {})}
    patches |= arm.training.get("patches") or {}
    if not patches:
        yield Problem(f"{where}.model", f"{name} sees volumes: say under `training.patches` how large its patches are")
        return
    inference = study.inference(arm)
    if inference and inference.mirror and not patches.get("flips"):
        message = f"`{arm.inference}` mirrors, but `training.patches.flips` names no axis: "
        yield Problem(f"{where}.inference", message + "mirrored anatomy was never seen")
    if not set(study.model_arguments(arm)) <= set(argument_names(name)):
        return
    try:
        size, step = PatchSettings(**patches).size, patch_step(name, study.model_arguments(arm))[::-1]
    except StudyError as error:
        yield Problem(f"{where}.model.{name}", str(error))
        return
    except ValueError:
        return  # a problem of the training's keys, which are checked elsewhere
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


def _check_slices(study: StudySettings, arm: ArmSettings, where: str) -> Iterable[Problem]:
    """Slices that an arm's network could not halve as often as it does, or would shrink to a single pixel."""
    name, preparation = arm.model_name, study.preparation(arm)
    if preparation is None or preparation.size is None or arm.representation != CARTESIAN:
        return
    if not set(study.model_arguments(arm)) <= set(argument_names(name)):
        return
    step, key = slice_step(name, study.model_arguments(arm)), f"preparations.{arm.preparation}.size"
    if any(side % step for side in preparation.size):
        yield Problem(
            key, f"{name} (arm {arm.name}) needs sides divisible by {step}, not {_sides(preparation.size)} pixels"
        )
    elif (
        step > 1 and max(preparation.size) == step and layered(study.training.model_dump(), arm.training)["batch"] == 1
    ):
        yield Problem(
            key,
            f"{name} (arm {arm.name}) would shrink {_sides(preparation.size)} to a single pixel, and a batch of one "
            "has nothing to normalize: make the slices or `batch` larger",
        )


def _sides(sides: Iterable[int]) -> str:
    return " × ".join(map(str, sides))
