"""Where an augmentation does not go with an arm, or with a study's organs."""

import re
from collections.abc import Iterable

from segstudy.config.sections.arms import ArmSettings
from segstudy.config.sections.layers import layered
from segstudy.config.sections.messages import Problem
from segstudy.config.sections.presets import chosen_transforms
from segstudy.config.sections.representations import CARTESIAN
from segstudy.config.sections.study import StudySettings

SIDED = re.compile(r"(^|[^a-z])(left|right|l|r)([^a-z]|$)", re.IGNORECASE)


def check_augmentations(study: StudySettings) -> Iterable[Problem]:
    """Mirroring that would make a left organ a right one."""
    sided = [organ for organ in study.data.organs if SIDED.search(organ)]
    mirrored = {f"augmentations.{name}.mirror_axes": each.mirror_axes for name, each in study.augmentations.items()}
    if study.training.patches:
        mirrored["training.patches.flips"] = study.training.patches.flips
    for index, arm in enumerate(study.arms):
        own = arm.training.get("patches")
        if isinstance(own, dict) and isinstance(own.get("flips"), list):
            mirrored[f"arms[{index}] ({arm.name}).training.patches.flips"] = own["flips"]
    for where, axes in mirrored.items():
        if sided and "columns" in axes:
            yield Problem(where, f"mirrored along columns, {sided[0]} would lie on the other side under its old name")


def check_online(study: StudySettings, arm: ArmSettings, where: str) -> Iterable[Problem]:
    """Online transforms of what is no slice of a scan, or mixed samples where there is one at a time.

    Args:
        study: The study's settings.
        arm: One of its arms.
        where: The arm's key in the configuration.
    """
    settings = study.augmentations.get(arm.augmentation or "")
    if settings and settings.anew and arm.representation != CARTESIAN:
        message = f"views (`{arm.representation}`) are not changed online; say `online: false`, and slices are copied"
        yield Problem(f"{where}.augmentation", message)
    transforms = settings and chosen_transforms(settings.preset, settings.transforms)
    if transforms and "mixup" in transforms.used and layered(study.training.model_dump(), arm.training)["batch"] == 1:
        yield Problem(f"{where}.augmentation", "`mixup` mixes the samples of a batch, and a batch of one has no other")
