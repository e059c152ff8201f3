"""The study's arms as plain values: for use on new scans, for what they cost, for a tracker."""

from typing import TYPE_CHECKING, Any

from segstudy.models.registry import segments
from segstudy.plan.specs.cases import modality
from segstudy.plan.uncertainty import recorded_uncertainty
from segstudy.running.shareable import shareable
from segstudy.sam2.spec import Sam2Spec

if TYPE_CHECKING:
    from segstudy.plan.plan import Plan
    from segstudy.plan.training import Run


def recorded_arms(plan: "Plan") -> dict[str, Any]:
    """What it takes to use the study's arms on new scans."""
    runs = [_recorded(plan, run) for run in plan.runs.values() if _needs_only_a_scan(plan, run)]
    phantom = plan.phantom_reference is not None
    pictures = {"of_pictures": True} if plan.has_2d_images else {}
    return {"study": plan.settings.study, "phantom": phantom, **modality(plan), **pictures, "runs": runs}


def _needs_only_a_scan(plan: "Plan", run: "Run") -> bool:
    """Whether a run, and whatever it starts from, is predicted by networks: a new scan has no label map."""
    if run.inferred is None:
        return False
    source = plan.sourced.get(run.inferred)
    return source is None or (source in plan.runs and _needs_only_a_scan(plan, plan.runs[source]))


def _recorded(plan: "Plan", run: "Run") -> dict[str, Any]:
    """How a run predicts, as plain values; `source` is the run it starts from, by path."""
    assert run.inferred is not None
    recorded: dict[str, Any] = {key: getattr(run, key) for key in ("path", "arm", "seed", "training")}
    if run.training:
        recorded["inference"] = _inference(plan, run.inferred)
    elif run.inferred in plan.ensembles:
        members = [(plan.inferred[member].training.name, member) for member in plan.ensembles[run.inferred].members]
        recorded["members"] = [
            {"training": training, "inference": _inference(plan, member)} for training, member in members
        ]
    else:
        recorded["sam2"] = shareable(Sam2Spec.of(plan.zero_shots[run.inferred].settings, plan.organs).to_plain())
    if source := plan.sourced.get(run.inferred):
        recorded["source"] = source
    recorded["uncertainty"] = recorded_uncertainty(plan, run)
    steps = None
    if run.postprocessing:
        settings = plan.settings.postprocessings[run.postprocessing]
        steps = {"name": run.postprocessing, "settings": settings.spec()}
    return {**recorded, "postprocessing": steps}


def _inference(plan: "Plan", inferred: str) -> dict[str, Any] | None:
    inference = plan.inferred[inferred].inference
    return inference.spec() if inference else None


def arm_names(plan: "Plan") -> list[str]:
    """The arms' names, in the study's order."""
    return [arm.name for arm in plan.settings.arms]


def segmenting_arms(plan: "Plan") -> list[str]:
    """The arms that predict organs, in the study's order: those that are measured and compared."""
    return [arm.name for arm in plan.settings.arms if segments(arm.model_name)]


def own_trainings(plan: "Plan") -> dict[str, list[str]]:
    """The trainings of each arm's own network, one a seed."""
    return {
        arm: [run.training for run in plan.runs.values() if run.arm == arm and run.training] for arm in arm_names(plan)
    }


def paid_trainings(plan: "Plan") -> dict[str, list[str]]:
    """What had to be trained for each arm that segments: its own network after its teachers, or its members'."""
    return {
        arm: [training for run in plan.runs.values() if run.arm == arm for training in plan.paid_trainings(run)]
        for arm in segmenting_arms(plan)
    }


def inferred_folders(plan: "Plan") -> dict[str, list[str]]:
    """The folders of what each arm's networks predict, one a seed."""
    return {
        arm: [run.inferred for run in plan.runs.values() if run.arm == arm and run.inferred] for arm in arm_names(plan)
    }


def arm_specs(plan: "Plan") -> list[dict[str, Any]]:
    """The spec of each arm, without a machine's paths."""
    return [shareable(arm.spec()) for arm in plan.settings.arms]
