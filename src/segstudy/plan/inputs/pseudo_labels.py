"""The files of pseudo-labels: what a teacher predicts, what of it is kept, and what a student is taught."""

from typing import TYPE_CHECKING

from segstudy.plan.inputs.cases import usable
from segstudy.plan.pseudo_labels import bare_cases, undrawn_organs

if TYPE_CHECKING:
    from segstudy.plan.plan import Plan
    from segstudy.plan.training import Training


def teacher_of(plan: "Plan", folder: str) -> "Training":
    """The training whose networks predict a folder below `pseudo/`."""
    return plan.own_trainings[plan.taught_by[folder].teacher]


def teacher_file(plan: "Plan", folder: str, fold: str, name: str) -> str:
    """A file (`weights.safetensors` or `model.yaml`) of the teacher of a fold, which saw none of its test patients."""
    return plan.path(f"trained/{teacher_of(plan, folder).name}/fold-{fold}/{name}")


def seen_by_teacher(plan: "Plan", folder: str, case: str, kind: str) -> str:
    """The prepared scan (`image.b2nd`) that a teacher sees of a case, or its grid (`grid.json`)."""
    return plan.path(f"prepared/{teacher_of(plan, folder).preparation}/{case}.{kind}")


def _student(plan: "Plan", training: str) -> "Training":
    return plan.own_trainings[training]


def predicted_pseudo_label(plan: "Plan", training: str, fold: str, case: str) -> str:
    """What the teacher of a training says of a case."""
    pseudo = _student(plan, training).pseudo
    assert pseudo is not None
    return plan.path(f"pseudo/{pseudo.folder}/fold-{fold}/{case}.nii.gz")


def unsure_files(plan: "Plan", training: str, fold: str) -> list[str]:
    """How unsure a teacher is of each case that it may teach a training of."""
    undrawn = undrawn_organs(plan, _student(plan, training), int(fold))
    return [predicted_pseudo_label(plan, training, fold, case).removesuffix(".nii.gz") + ".json" for case in undrawn]


def student_grid(plan: "Plan", training: str, case: str) -> str:
    """The grid on which a student sees a case."""
    return plan.path(f"prepared/{_student(plan, training).preparation}/{case}.grid.json")


def drawn_label(plan: "Plan", training: str, fold: str, case: str) -> list[str]:
    """The label map of a case of which a training learns what somebody drew, too; none of others."""
    student = _student(plan, training)
    learned, _ = plan.split(int(fold), student.fraction, student.learn_from, student.draw)
    file = plan.label_of(case)
    return [usable(plan, file)] if file and case in learned else []


def kept_file(plan: "Plan", training: str, fold: int) -> list[str]:
    """Which pseudo-labels a training learns from; none where it has no teacher."""
    return [plan.path(f"taught/{training}/fold-{fold}/kept.json")] if _student(plan, training).pseudo else []


def taught_caches(plan: "Plan", training: str, fold: int) -> list[str]:
    """The label caches of all cases that a training may be taught of."""
    student = _student(plan, training)
    cases = undrawn_organs(plan, student, fold) if student.pseudo else ()
    return [plan.path(f"taught/{training}/fold-{fold}/{case}.label.b2nd") for case in cases]


def taught_scans(plan: "Plan", training: str, fold: int) -> list[str]:
    """The prepared scans of cases that a training sees without a label map of people's."""
    student = _student(plan, training)
    return plan.per_case(f"prepared/{student.preparation}/{{case}}.image.b2nd", bare_cases(plan, student, fold))
