"""What the jobs of networks that learn from more and more patients are handed."""

from typing import TYPE_CHECKING, Any

from segstudy.cases.folds import by_lot, lot_of
from segstudy.comparison.spec import GrowingSpec, GrownPoint
from segstudy.config.sections.grow import FOREGROUND
from segstudy.evaluation.spec import EvaluationSpec
from segstudy.plan.specs.comparison import comparison_spec

if TYPE_CHECKING:
    from segstudy.plan.plan import Plan


def selection_spec(plan: "Plan", training: str, fold: str) -> dict[str, Any]:
    """The training patients of a fold, as their lots fell, each with its cases, and how many of them are taken."""
    grown = plan.own_trainings[training].grown
    assert grown is not None
    cases: dict[str, list[str]] = {}
    for case in plan.split(int(fold))[0]:
        cases.setdefault(plan.cases[case].patient, []).append(case)
    salt = (plan.settings.seed, "grow", int(fold))
    lots = by_lot(sorted(cases), *salt)
    # of a chance that is not the same for all, the lot's own number counts
    drawn = {"drawn": {patient: lot_of(patient, *salt) for patient in lots}} if grown.by == FOREGROUND else {}
    return {"patients": grown.patients, "lots": [[patient, cases[patient]] for patient in lots], **drawn}


def grown_evaluation_spec(plan: "Plan", training: str, case: str) -> EvaluationSpec:
    """What is measured of a case."""
    fitted = plan.own_trainings[training]
    assert fitted.grown is not None
    tolerances = dict(plan.settings.evaluation.nsd_tolerance_mm) or None
    told = (plan.folds[case], fitted.seed, dict(plan.organs), plan.annotated(case), plan.unit, tolerances)
    return EvaluationSpec(fitted.grown.name, *told)


def growing_spec(plan: "Plan") -> GrowingSpec:
    """What is compared: round by round each strategy with the lot."""
    settings = plan.settings.grow
    assert settings is not None
    grown = {each.grown.name: each.grown for each in plan.grown.values() if each.grown}
    points = tuple(GrownPoint(each.by, each.round, each.patients, name) for name, each in grown.items())
    study = comparison_spec(plan)
    arms = tuple(point.arm for point in points)
    return GrowingSpec(study.settings, arms, study.organs, study.patients, study.seed, points=points)
