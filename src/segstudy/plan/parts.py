"""Whether every fold leaves patients to learn from."""

from typing import TYPE_CHECKING

from segstudy.running.errors import StudyError

if TYPE_CHECKING:
    from segstudy.plan.plan import Plan


def check_parts(plan: "Plan") -> None:
    """Refuse folds beside which nobody is left to train on and to validate on.

    Raises:
        StudyError: There is such a fold.
    """
    if not plan.trainings:
        return
    for fold in plan.fold_numbers:
        training, validation = plan.split(fold)
        if training and validation:
            continue
        patients = {case.patient for name, case in plan.cases.items() if name in plan.labelled}
        left = {plan.cases[name].patient for name in (*training, *validation)}
        raise StudyError(
            f"config: folds: fold {fold} leaves {len(left)} of {len(patients)} patients with label maps; one to learn "
            f"from and one to validate on are needed: more folds (`count: {len(patients)}`), or more patients"
        )
