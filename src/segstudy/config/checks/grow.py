"""What must hold of the arm whose training patients are added in rounds."""

from collections.abc import Iterable

from segstudy.config.sections.messages import Problem, closest
from segstudy.config.sections.representations import CARTESIAN
from segstudy.config.sections.study import StudySettings
from segstudy.models.registry import MODELS, segments


def check_grow(study: StudySettings) -> Iterable[Problem]:
    """An arm that is none, or that a round could not ask or teach."""
    if study.grow is None:
        return
    grown = {
        arm.name: arm
        for arm in study.arms
        if arm.model_name in MODELS and segments(arm.model_name) and arm.representation == CARTESIAN
    }
    name = study.grown_arm
    if name not in grown:
        yield closest("grow.arm", name, grown, "arm that is trained here on whole slices or volumes")
        return
    arm = grown[name]
    having = {
        "pseudo_labels": arm.pseudo_labels is not None,
        "mean_teacher": arm.mean_teacher is not None,
        "learn_from": arm.learn_from is not None,
        "training_fraction": arm.training_fraction < 1,
    }
    for key in (key for key, there in having.items() if there):
        yield Problem("grow.arm", f"{name} has `{key}`: name an arm that learns from all drawn patients and no others")
