"""Where a preparation that keeps colors does not go with the data, or with an arm's network."""

from collections.abc import Iterable

from segstudy.config.sections.messages import Problem
from segstudy.config.sections.sam2 import TUNED
from segstudy.config.sections.study import StudySettings
from segstudy.models.registry import MODELS, dimensions


def check_color(study: StudySettings) -> Iterable[Problem]:
    """Where colors are asked for that scans do not have, or that a network cannot be shown.

    Args:
        study: The study's settings.
    """
    colored = {name for name, preparation in study.preparations.items() if preparation.color}
    if not study.data.are_2d_images:
        for name in sorted(colored):
            yield Problem(f"preparations.{name}.color", f"layout {study.data.layout} has scans, which are gray")
        return
    for index, arm in enumerate(study.arms):
        if arm.preparation not in colored or arm.model_name not in MODELS:
            continue
        where = f"arms[{index}] ({arm.name}).preparation"
        if dimensions(arm.model_name) == 3:
            yield Problem(where, f"{arm.model_name} sees volumes of one channel; name a preparation without `color`")
        elif arm.model_name == TUNED:
            yield Problem(where, f"{TUNED} makes its channels of brightness; name a preparation without `color`")
