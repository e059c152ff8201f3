"""What must hold of arms that learn from labels which other arms' networks predict."""

from collections.abc import Iterable

from segstudy.config.checks.uncertainty import dropout_arguments
from segstudy.config.sections.arms import ArmSettings
from segstudy.config.sections.messages import Problem, closest
from segstudy.config.sections.representations import CARTESIAN
from segstudy.config.sections.study import StudySettings
from segstudy.models.registry import MODELS, segments


def check_pseudo_labels(study: StudySettings) -> Iterable[Problem]:
    """Teachers that cannot teach, students that cannot learn from them, and arms that wait for themselves."""
    trained = {arm.name: arm for arm in study.arms if arm.model_name in MODELS and segments(arm.model_name)}
    teachers = {name: arm for name, arm in trained.items() if arm.representation == CARTESIAN}
    for index, arm in enumerate(study.arms):
        if (chosen := arm.pseudo_labels) is None:
            continue
        where = f"arms[{index}] ({arm.name}).pseudo_labels"
        if arm.name not in trained:
            yield Problem(where, f"{arm.model_name} has no network that learns organs here; leave it out")
            continue
        if chosen.teacher not in teachers or chosen.teacher == arm.name:
            others = [name for name in teachers if name != arm.name]
            yield closest(f"{where}.teacher", chosen.teacher, others, "other arm that is shown whole slices or volumes")
            continue
        if arm.name in (way := _way(chosen.teacher, trained)) and arm.name == min(way):
            yield Problem(f"{where}.teacher", f"waits for itself, by way of {chosen.teacher}")
        if chosen.rounds > 1 and arm.representation != CARTESIAN:
            message = f"an arm that is shown {arm.representation} views teaches no further round; say 1"
            yield Problem(f"{where}.rounds", message)
        teacher = trained[chosen.teacher]
        if chosen.left_out and teacher.training_fraction > arm.training_fraction:
            yield Problem(
                f"{where}.teacher",
                f"{teacher.name} learned from label maps that {arm.name} is to do without (`training_fraction`); "
                "name one that learned from no more, or say `left_out: false`",
            )
        yield from _check_passes(study, arm, where)


def _check_passes(study: StudySettings, arm: ArmSettings, where: str) -> Iterable[Problem]:
    chosen = arm.pseudo_labels
    assert chosen is not None
    if chosen.by != "entropy" and chosen.passes == 1:
        yield Problem(f"{where}.by", f"{chosen.by} is of several passes: set `passes` to 2 or more")
    if chosen.passes > 1:
        named = [each for each in study.arms if each.name == chosen.teacher]
        for each in named if chosen.rounds == 1 else [*named, arm]:
            if not each.tuned and not any(dropout_arguments(each.model_name, study.model_arguments(each)).values()):
                yield Problem(f"{where}.passes", f"{each.name} has no dropout, so that all passes are the same: say 1")


def _way(name: str, arms: dict[str, ArmSettings]) -> list[str]:
    """`name` and its teachers, one after the other, as far as no arm comes twice."""
    way = [name]
    while way[-1] in arms and (chosen := arms[way[-1]].pseudo_labels) and chosen.teacher not in way:
        way.append(chosen.teacher)
    return way
