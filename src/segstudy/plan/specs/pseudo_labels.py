"""What the jobs of pseudo-labels are handed."""

from typing import TYPE_CHECKING, Any

from segstudy.models.registry import builder_of
from segstudy.plan.inputs.pseudo_labels import drawn_label, teacher_of
from segstudy.plan.pseudo_labels import undrawn_organs
from segstudy.uncertainty.spec import UncertaintySpec

if TYPE_CHECKING:
    from segstudy.plan.plan import Plan


def teacher_spec(plan: "Plan", folder: str) -> UncertaintySpec:
    """How a teacher predicts a case, once or again and again."""
    pseudo, teacher = plan.taught_by[folder], teacher_of(plan, folder)
    return UncertaintySpec(
        builder=builder_of(teacher.model),
        batch=teacher.settings.batch,
        threads=teacher.settings.threads,
        passes=pseudo.passes,
        seed=teacher.seed if pseudo.passes > 1 else None,
    )


def kept_spec(plan: "Plan", training: str, fold: str) -> dict[str, Any]:
    """Which organs of which cases may be taught, and which share of them is."""
    student = plan.own_trainings[training]
    assert student.pseudo is not None
    return {"undrawn": undrawn_organs(plan, student, int(fold)), "keep": student.pseudo.keep}


def drawn_organs(plan: "Plan", training: str, fold: str, case: str) -> list[str]:
    """The organs of a case that people drew and the training learns from."""
    return plan.annotated(case) if drawn_label(plan, training, fold, case) else []
