"""What must hold of an arm that is the mean of other arms."""

from collections.abc import Iterable, Sequence

from segstudy.config.sections.arms import ArmSettings
from segstudy.config.sections.ensembles import ENSEMBLE
from segstudy.config.sections.messages import Problem, closest
from segstudy.config.sections.representations import CARTESIAN
from segstudy.config.sections.sam2 import ZERO_SHOT

KEYS = ("preparation", "augmentation", "tuned", "inference", "training", "source_arm", "uncertainty")


def check_ensemble(arms: Sequence[ArmSettings], arm: ArmSettings, where: str) -> Iterable[Problem]:
    """Problems of an arm that is the mean of others.

    Args:
        arms: All arms of the study.
        arm: One of them.
        where: The arm's key in the configuration.
    """
    for key in KEYS:
        if getattr(arm, key):
            yield Problem(f"{where}.{key}", f"its members have their own; leave `{key}` out of an ensemble")
    if arm.representation != CARTESIAN:
        yield Problem(f"{where}.representation", "its members have their own; leave it out of an ensemble")
    if arm.training_fraction < 1 or arm.training_draw:
        yield Problem(f"{where}.training_fraction", "its members have their own; leave it out of an ensemble")
    if arm.model != ENSEMBLE:
        yield Problem(f"{where}.model", "an ensemble has no network of its own; leave `model` out")
        return
    members = arm.ensemble_of or []
    if len(set(members)) < 2:
        yield Problem(f"{where}.ensemble_of", "takes two or more different arms")
    if len(set(members)) < len(members):
        yield Problem(f"{where}.ensemble_of", "names an arm twice; every member counts the same")
    by_name = {each.name: each for each in arms}
    allowed = [each.name for each in arms if _has_probabilities(each) and each.source_arm is None]
    for name in dict.fromkeys(members):
        member = by_name.get(name)
        if member is None or name == arm.name:
            yield closest(f"{where}.ensemble_of", name, allowed, "other arm")
        elif member.model == ENSEMBLE:
            yield Problem(f"{where}.ensemble_of", f"{name} is an ensemble itself: name its members")
        elif not _has_probabilities(member):
            message = f"{name} says labels and no probabilities, of which an ensemble is the mean"
            yield Problem(f"{where}.ensemble_of", message)
        elif member.source_arm is not None:
            message = f"{name} waits for another arm's prediction; members are arms that need nothing but the scan"
            yield Problem(f"{where}.ensemble_of", message)


def _has_probabilities(arm: ArmSettings) -> bool:
    return arm.is_made_here and arm.model not in (ENSEMBLE, *ZERO_SHOT)
