"""What post-processing and evaluation are handed."""

from typing import TYPE_CHECKING, Any

from segstudy.cases.given_spec import GivenSpec
from segstudy.evaluation.ceiling_spec import CeilingSpec, ViewCeilingSpec
from segstudy.evaluation.nsd_spec import NSDSpec
from segstudy.evaluation.spec import EvaluationSpec
from segstudy.evaluation.tissue_spec import TissueSpec
from segstudy.plan.inputs.evaluation import measured_centers
from segstudy.representations.registry import REPRESENTATIONS

if TYPE_CHECKING:
    from segstudy.plan.plan import Plan


def postprocessing_spec(plan: "Plan", run: str) -> dict[str, Any] | None:
    """The post-processing steps of a run's arm; none leaves its predictions as they are."""
    name = plan.runs[run].postprocessing
    return plan.settings.postprocessings[name].spec() if name else None


def evaluation_spec(plan: "Plan", path: str, case: str, fold: int | None = None) -> EvaluationSpec:
    """What is measured of a case: there is a job for each arm and case, of one that is only tested on for each fold."""
    run = plan.runs[path]
    fold = plan.folds.get(case, -1) if fold is None else fold
    organs, measured = dict(plan.organs), _measured(plan, path, case)
    tolerances = dict(plan.settings.evaluation.nsd_tolerance_mm) or None
    return EvaluationSpec(run.arm, fold, run.seed, organs, measured, plan.unit, tolerances)


def _measured(plan: "Plan", path: str, case: str) -> list[str]:
    """The organs that somebody drew in a case and of which the run says anything."""
    given = plan.made_elsewhere.get(path)
    told = given.organs if given else None
    return [organ for organ in plan.annotated(case) if told is None or organ in told]


def given_spec(plan: "Plan", path: str) -> GivenSpec:
    """What the integers of predictions that were made elsewhere mean."""
    data, labels = plan.settings.data, dict(plan.made_elsewhere[path].labels)
    values = data.images.values if data.are_2d_images else ""
    return GivenSpec(dict(plan.organs), labels, tuple(data.ignore), values)


def ceiling_spec(plan: "Plan", preparation: str, case: str) -> CeilingSpec:
    """What is measured of a case as it is prepared."""
    views = tuple(
        ViewCeilingSpec(name, REPRESENTATIONS[settings.kind], settings)
        for name, settings in plan.shown_in(preparation).items()
    )
    return CeilingSpec(preparation, case, dict(plan.organs), plan.annotated(case), plan.unit, views)


def tissue_spec(plan: "Plan", path: str) -> TissueSpec:
    """Which tissues are measured of a run's cases."""
    run = plan.runs[path]
    annotated = {case: _measured(plan, path, case) for case in plan.measured}
    return TissueSpec(run.arm, run.seed, dict(plan.organs), dict(plan.settings.tissues), annotated)


def nsd_spec(plan: "Plan", path: str) -> NSDSpec:
    """At which tolerances a run's cases are measured besides."""
    run, tolerances = plan.runs[path], plan.settings.evaluation.nsd_at_mm
    annotated = {case: _measured(plan, path, case) for case in plan.measured}
    return NSDSpec(run.arm, run.seed, dict(plan.organs), tolerances, annotated)


def measured_center_params(plan: "Plan") -> list[list[Any]]:
    """Arm, seed and case of each file of centers."""
    return [[plan.runs[run].arm, plan.runs[run].seed, case] for run, case in measured_centers(plan)]
