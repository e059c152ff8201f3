"""Where an augmentation does not go with an arm, or with a study's organs."""

import re
from collections.abc import Iterable

from segstudy.config.sections.arms import ArmSettings
from segstudy.config.sections.messages import Problem
from segstudy.config.sections.representations import CARTESIAN
from segstudy.config.sections.study import StudySettings

SIDED = re.compile(r"(^|[^a-z])(left|right|l|r)([^a-z]|$)", re.IGNORECASE)


def check_augmentations(study: StudySettings) -> Iterable[Problem]:
    """Mirroring that would make a left organ a right one."""
    sided = [organ for organ in study.data.organs if SIDED.search(organ)]
    for name, settings in study.augmentations.items():
        if sided and "columns" in settings.mirror_axes:
            message = f"mirrored along columns, {sided[0]} would lie on the other side under its old name"
            yield Problem(f"augmentations.{name}.mirror_axes", message)


def check_online(study: StudySettings, arm: ArmSettings, where: str) -> Iterable[Problem]:
    """Online transforms of what is no slice of a scan, or mixed samples with a loss that is none of pixels.

    Args:
        study: The study's settings.
        arm: One of its arms.
        where: The arm's key in the configuration.
    """
    settings = study.augmentations.get(arm.augmentation or "")
    if settings and settings.anew and arm.representation != CARTESIAN:
        message = f"views (`{arm.representation}`) are not changed online; say `online: false`, and slices are copied"
        yield Problem(f"{where}.augmentation", message)
