"""What must hold of sets of cases, and of an arm that learns from one of them alone."""

from collections.abc import Iterable

from segstudy.config.sections.arms import ArmSettings
from segstudy.config.sections.messages import Problem, closest
from segstudy.config.sections.study import StudySettings
from segstudy.models.registry import MODELS


def check_sets(study: StudySettings) -> Iterable[Problem]:
    """Problems of `data_sets` and `evaluate_on`."""
    for name in study.data_sets:
        if name in study.evaluate_on:
            yield Problem(f"evaluate_on.{name}", "a set of `data_sets` is called so; give one of the two another name")
    for key, sets in (("data_sets", study.data_sets), ("evaluate_on", study.evaluate_on)):
        for name, chosen in sets.items():
            if chosen.root and (study.data.are_2d_images or study.data.is_dicom):
                yield Problem(
                    f"{key}.{name}.root",
                    f"beside layout {study.data.layout}, a set is a part of `data`: patterns of names",
                )
            for organ in chosen.organs:
                if organ not in study.data.organs:
                    yield closest(f"{key}.{name}.organs", organ, study.data.organs, "organ")
            if chosen.root and study.data.is_phantom and chosen.layout is None:
                yield Problem(
                    f"{key}.{name}.layout", "say how the set's own cases are laid out; `data` makes its own up"
                )


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
