"""Which arms may learn from scans alone."""

from collections.abc import Iterable

from segstudy.config.sections.arms import ArmSettings
from segstudy.config.sections.messages import Problem
from segstudy.config.sections.representations import CARTESIAN
from segstudy.models.registry import MODELS, dimensions, has_own_loss, segments


def check_mean_teachers(arms: list[ArmSettings]) -> Iterable[Problem]:
    """Problems of every `mean_teacher`."""
    for index, arm in enumerate(arms):
        if arm.mean_teacher is None:
            continue
        where = f"arms[{index}] ({arm.name}).mean_teacher"
        model = arm.model_name
        if model not in MODELS or not segments(model) or has_own_loss(model):
            yield Problem(where, f"{model} has no network here that says which pixel is which organ; leave it out")
        elif dimensions(model) == 3 or arm.representation != CARTESIAN:
            yield Problem(where, "is for networks that are shown whole slices; `pseudo_labels` are for all")
        elif arm.pseudo_labels:
            yield Problem(where, "and `pseudo_labels` are two ways to learn from the same scans: say one of them")
