"""What must hold of an arm that learns from a part of the cases."""

from collections.abc import Iterable

from segstudy.config.sections.arms import ArmSettings
from segstudy.config.sections.messages import Problem, closest
from segstudy.config.sections.study import StudySettings
from segstudy.models.registry import MODELS


def check_learn_from(study: StudySettings, arm: ArmSettings, where: str) -> Iterable[Problem]:
    """Problems of an arm's `learn_from`.

    Args:
        study: The study's settings.
        arm: One of its arms.
        where: The arm's key in the configuration.
    """
    key = f"{where}.learn_from"
    if arm.learn_from is None:
        return
    if arm.learn_from not in study.data_sets:
        yield closest(key, arm.learn_from, list(study.data_sets), "one of `data_sets`")
    elif not arm.is_made_here or arm.model_name not in MODELS:
        yield Problem(key, f"an arm of {arm.model_name} has no training of this study's; leave `learn_from` out")
    elif arm.pseudo_labels:
        yield Problem(key, "pseudo-labels are of all cases without a label map; leave one of the two out")
    elif (search := study.search(arm)) and search.known is None:
        yield Problem(key, f"search {arm.tuned!r} looks at all patients; name hyper-parameters that are known")
