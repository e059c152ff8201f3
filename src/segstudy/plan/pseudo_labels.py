"""From an arm's `pseudo_labels` to whose networks teach which cases. Pure and quick, as the plan."""

from typing import TYPE_CHECKING

from segstudy.running.errors import StudyError

if TYPE_CHECKING:
    from segstudy.plan.cases import PlannedCases
    from segstudy.plan.plan import Plan
    from segstudy.plan.training import Training


def bare_cases(plan: "PlannedCases", training: "Training", fold: int) -> list[str]:
    """The cases whose scans alone a training may learn from on a fold: without a label map, or done without.

    No case of a patient who is tested or validated on this fold, whatever it is called, and none of a set that is only
    tested on: their scans are not to be learned from.
    """
    chosen = training.pseudo or training.mean_teacher
    if chosen is None:
        return []
    learned, validation = plan.split(fold, training.fraction, training.learn_from, training.draw)
    kept_away = {case for case, held in plan.folds.items() if held == fold} | {*validation} | {*plan.outside}
    patients = {plan.cases[case].patient for case in kept_away}
    bare = [case for case in plan.unlabeled if plan.cases[case].patient not in patients]
    whole, _ = plan.split(fold, learn_from=training.learn_from)
    left_out = [case for case in whole if case not in learned] if chosen.left_out else []
    return sorted([*bare, *left_out])


def undrawn_organs(plan: "PlannedCases", training: "Training", fold: int) -> dict[str, list[str]]:
    """By case that a training may be taught of on a fold, the organs nobody drew in it, or that it does without."""
    organs = list(plan.organs)
    undrawn = dict.fromkeys(bare_cases(plan, training, fold), organs)
    learned, _ = plan.split(fold, training.fraction, training.learn_from, training.draw)
    undrawn |= {case: [organ for organ in organs if organ not in plan.annotated(case)] for case in learned}
    return {case: undrawn[case] for case in sorted(undrawn) if undrawn[case]}


def check_taught(plan: "Plan") -> None:
    """Refuse pseudo-labels and mean teachers of nothing.

    Raises:
        StudyError: On some fold there is no case without a label map, nor, of pseudo-labels, an organ nobody drew.
    """
    for training in plan.own_trainings.values():
        for fold in plan.fold_numbers:
            if training.mean_teacher and not bare_cases(plan, training, fold):
                raise StudyError(
                    f"config: arms: mean_teacher: on fold {fold} there is no case without a label map, of a patient "
                    "who is not tested there; add some, name some under `data.unlabeled`, or learn from a "
                    "`training_fraction`"
                )
            if training.pseudo and not undrawn_organs(plan, training, fold):
                raise StudyError(
                    f"config: arms: pseudo_labels: on fold {fold} there is no case without a label map, and no organ "
                    "that nobody drew, of a patient who is not tested there; add such cases, name some under "
                    "`data.unlabeled`, or learn from a `training_fraction`"
                )
