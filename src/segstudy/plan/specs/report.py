"""What the report is handed of the study, besides the files it reads."""

from typing import TYPE_CHECKING, Any

from segstudy.plan.described import described_run
from segstudy.plan.inputs.report import example_stems
from segstudy.plan.specs.arms import inferred_folders, own_trainings
from segstudy.plan.specs.comparison import description_spec
from segstudy.running.shareable import shareable

if TYPE_CHECKING:
    from segstudy.plan.plan import Plan
    from segstudy.plan.training import Run

OF_AN_ARM = {
    "name",
    "model",
    "preparation",
    "augmentation",
    "postprocessing",
    "tuned",
    "training_fraction",
    "training_draw",
}


def report_spec(plan: "Plan") -> dict[str, Any]:
    """The study as its report needs it."""
    first = {run.arm: run for run in reversed(plan.runs.values())}
    return {
        **({"has_grid": True} if plan.settings.grids else {}),
        "results": plan.results,
        "config": shareable(plan.settings.spec()),
        "arms": shareable(_arms(plan)),
        "files": {case: _files(plan, case) for case in plan.measured},
        "network_input": _example(plan),
        "predictions": [
            [arm, case, plan.path(f"predicted/{run.path}/{case}.nii.gz")]
            for arm, run in first.items()
            for case in plan.measured
        ],
    }


def unfinished_spec(plan: "Plan") -> dict[str, Any]:
    """The study as the report of an unfinished one needs it, which compares arms itself."""
    return {
        "study": report_spec(plan),
        "folds": dict(plan.folds),
        "runs": {path: run.training for path, run in plan.measured_runs.items()},
        "trainings": own_trainings(plan),
        "inferred": inferred_folders(plan),
        "description": description_spec(plan).to_plain(),
    }


def _arms(plan: "Plan") -> list[dict[str, Any]]:
    first = {run.arm: run for run in reversed(plan.runs.values())}
    trainings, inferred = own_trainings(plan), inferred_folders(plan)
    return [
        {
            **arm.model_dump(mode="json", include=OF_AN_ARM),
            "training": trainings[arm.name],
            "inferred": inferred[arm.name],
            **_described(plan, first[arm.name]),
        }
        for arm in plan.settings.arms
    ]


def _described(plan: "Plan", run: "Run") -> dict[str, Any]:
    model, made_with = described_run(plan, run)
    return {"model": model, "hyperparameters": made_with.to_plain()}


def _files(plan: "Plan", case: str) -> dict[str, str | None]:
    planned = plan.cases[case]
    files = {"image": planned.image, "reference": plan.label_of(case), "original": planned.label}
    return {**files, "picture": planned.image2d} if planned.image2d else files


def _example(plan: "Plan") -> dict[str, Any]:
    prepared, augmented = example_stems(plan)
    return {
        "case": plan.example_case,
        "prepared": prepared,
        "augmented": [[*pair, stem] for pair, stem in augmented.items()],
    }
