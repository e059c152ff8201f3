"""The study's arms as plain values: for use on new scans, for what they cost, for a tracker."""

from typing import TYPE_CHECKING, Any

from segstudy.models.registry import segments
from segstudy.plan.uncertainty import recorded_uncertainty
from segstudy.running.shareable import shareable

if TYPE_CHECKING:
    from segstudy.plan.plan import Plan


def recorded_arms(plan: "Plan") -> dict[str, Any]:
    """What it takes to use the study's arms on new scans."""
    runs = []
    for run in plan.runs.values():
        if run.training is None or run.inferred is None or run.inferred in plan.views:
            continue  # it takes another arm's prediction, or several arms', which a new scan has none of
        steps = None
        if run.postprocessing:
            settings = plan.settings.postprocessings[run.postprocessing]
            steps = {"name": run.postprocessing, "settings": settings.spec()}
        recorded: dict[str, Any] = {key: getattr(run, key) for key in ("path", "arm", "seed", "training")}
        inference = plan.inferred[run.inferred].inference
        recorded["inference"] = inference and inference.spec()
        recorded["uncertainty"] = recorded_uncertainty(plan, run)
        runs.append({**recorded, "postprocessing": steps})
    phantom = plan.phantom_reference is not None
    modality = {} if plan.settings.data.modality == "ct" else {"modality": plan.settings.data.modality}
    return {"study": plan.settings.study, "phantom": phantom, **modality, "runs": runs}


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
    """What had to be trained for each arm: its own network after its teachers, or its members'."""
    return {
        arm: [training for run in plan.runs.values() if run.arm == arm for training in plan.paid_trainings(run)]
        for arm in arm_names(plan)
    }


def inferred_folders(plan: "Plan") -> dict[str, list[str]]:
    """The folders of what each arm's networks predict, one a seed."""
    return {
        arm: [run.inferred for run in plan.runs.values() if run.arm == arm and run.inferred] for arm in arm_names(plan)
    }


def arm_specs(plan: "Plan") -> list[dict[str, Any]]:
    """The spec of each arm, without a machine's paths."""
    return [shareable(arm.spec()) for arm in plan.settings.arms]
