"""The files of sets that are only tested on, predicted by each fold's network alone."""

from typing import TYPE_CHECKING

from segstudy.plan.inputs.evaluation import evaluated_outside
from segstudy.plan.inputs.prediction import source
from segstudy.plan.training import Training

if TYPE_CHECKING:
    from segstudy.plan.plan import Plan


def runs_by_fold(plan: "Plan") -> list[str]:
    """The runs that each fold's network predicts alone, beside their mean; none of one fold."""
    if not plan.outside or len(plan.fold_numbers) < 2:
        return []
    return [
        path
        for path, run in plan.measured_runs.items()
        if run.inferred in plan.inferred or run.inferred in plan.ensembles
    ]


def inferred_by_fold(plan: "Plan") -> list[str]:
    """The folders of what their networks predict, below those of the folds; nnU-Net and ensembles have their rules."""
    folders = {str(plan.runs[run].inferred) for run in runs_by_fold(plan)}
    return sorted(
        name for name in folders if name in plan.inferred and isinstance(plan.inferred[name].training, Training)
    )


def network_of(plan: "Plan", inferred: str, fold: str, name: str) -> list[str]:
    """A file (`weights.safetensors` or `model.yaml`) of the one network, where others' rules have several."""
    return [plan.path(f"trained/{plan.inferred[inferred].training.name}/fold-{fold}/{name}")]


def source_of(plan: "Plan", inferred: str, case: str) -> str | list[str]:
    """The label map that a prediction starts from, the mean's; none where it starts from none."""
    return source(plan, inferred, case) if inferred in plan.sourced else []


def raw_by_fold(plan: "Plan", run: str, fold: str, case: str) -> str:
    """What the network of one fold says of a case, before any post-processing."""
    return plan.path(f"inferred_by_fold/fold-{fold}/{plan.runs[run].inferred}/{case}.nii.gz")


def files_by_fold(plan: "Plan", name: str) -> list[str]:
    """The metrics of the cases of a set, one file a fold, run and case."""
    runs = set(runs_by_fold(plan))
    pairs = [(run, case) for run, case in evaluated_outside(plan, name) if run in runs]
    return [
        plan.path(f"evaluated_by_fold/fold-{fold}/{run}/{case}.csv")
        for fold in plan.fold_numbers
        for run, case in pairs
    ]


def tables_by_fold(plan: "Plan") -> list[str]:
    """The metrics of all sets, one table a set."""
    return [
        plan.path(f"evaluated_by_fold/{name}.csv") for name in plan.settings.evaluate_on if files_by_fold(plan, name)
    ]


def described_by_fold(plan: "Plan") -> list[str]:
    """The table of means fold by fold, of a study that has one."""
    return [plan.path("outside_folds.csv")] if tables_by_fold(plan) else []
