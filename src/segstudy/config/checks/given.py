"""What must hold of arms that no network of the study predicts."""

from collections import Counter
from collections.abc import Iterable

from segstudy.config.sections.arms import INSTEAD_OF_A_MODEL, ArmSettings
from segstudy.config.sections.messages import Problem, closest
from segstudy.config.sections.representations import CARTESIAN
from segstudy.config.sections.study import StudySettings

KEYS = ("preparation", "augmentation", "tuned", "inference", "training", "source_arm", "uncertainty")
NONE_HERE = "nothing is trained for this arm; leave `{key}` out"


def check_made_elsewhere(study: StudySettings, arm: ArmSettings, where: str) -> Iterable[Problem]:
    """Problems of an arm that is given or a control.

    Args:
        study: The study's settings.
        arm: One of its arms.
        where: The arm's key in the configuration.
    """
    said = [key for key in INSTEAD_OF_A_MODEL if getattr(arm, key) is not None]
    if not said:
        yield Problem(f"{where}.model", f"{arm.model!r} is no model; say `{arm.model}:` in its place")
        return
    if len(said) > 1 or arm.model != INSTEAD_OF_A_MODEL[said[0]]:
        yield Problem(where, "takes one of `model`, `ensemble_of`, `given` and `control`")
        return
    for key in KEYS:
        if getattr(arm, key):
            yield Problem(f"{where}.{key}", NONE_HERE.format(key=key))
    if arm.representation != CARTESIAN:
        yield Problem(f"{where}.representation", NONE_HERE.format(key="representation"))
    if arm.training_fraction < 1:
        yield Problem(f"{where}.training_fraction", NONE_HERE.format(key="training_fraction"))
    if arm.given:
        yield from _check_labels(study, arm, f"{where}.given.labels")


def _check_labels(study: StudySettings, arm: ArmSettings, where: str) -> Iterable[Problem]:
    named = arm.given.labels if arm.given else {}
    for organ in named:
        if organ not in study.data.organs:
            yield closest(where, organ, study.data.organs, "organ")
    integers = Counter(integer for each in named.values() for integer in (each if isinstance(each, list) else [each]))
    for integer, count in integers.items():
        if count > 1:
            yield Problem(where, f"{integer} stands there {count} times; an integer is one organ's")


def check_learning(study: StudySettings) -> Iterable[Problem]:
    """What a study with networks needs, and one without may leave out."""
    if study.learns and not study.preparations and any(arm.preparation for arm in study.arms):
        yield Problem("preparations", "is missing: networks are shown scans that some preparation treated")
