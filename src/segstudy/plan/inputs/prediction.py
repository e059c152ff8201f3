"""The files that a network reads to predict a case, and those of what it predicts."""

from typing import TYPE_CHECKING

from segstudy.plan.inputs.cases import usable
from segstudy.plan.sources import checkpoint_files

if TYPE_CHECKING:
    from segstudy.plan.plan import Plan


def prediction_folds(plan: "Plan", case: str) -> list[int]:
    """The folds whose networks predict a case: the one that held it out, or all for a case with no labels."""
    return [plan.folds[case]] if case in plan.folds else list(plan.fold_numbers)


def network_folders(plan: "Plan", training: str, case: str, alone: int | None = None) -> list[str]:
    """The folders of the networks of a training that predict a case; of the one fold that predicts it `alone`."""
    folds = prediction_folds(plan, case) if alone is None else [alone]
    return [plan.path(f"trained/{training}/fold-{fold}") for fold in folds]


def networks(plan: "Plan", inferred: str, case: str, name: str) -> list[str]:
    """A file (`weights.safetensors` or `model.yaml`) of each network that predicts a case."""
    training = plan.inferred[inferred].training
    return [f"{folder}/{name}" for folder in network_folders(plan, training.name, case)]


def prepared(plan: "Plan", inferred: str, case: str, kind: str) -> str:
    """The prepared scan (`image.b2nd`) that a network sees of a case, or its grid (`grid.json`)."""
    training, _ = plan.inferred_by_own(inferred)
    return plan.path(f"prepared/{training.preparation}/{case}.{kind}")


def source(plan: "Plan", inferred: str, case: str) -> str:
    """The label map that a prediction starts from."""
    return usable(plan, plan.source_of(inferred, case))


def sam2_checkpoint(plan: "Plan", inferred: str) -> list[str]:
    """The files of the checkpoint of SAM 2; none where it is random."""
    return checkpoint_files(plan.zero_shots[inferred].settings.checkpoint)


def raw_prediction(plan: "Plan", run: str, case: str) -> str:
    """What the network of a run says of a case, before any post-processing."""
    return plan.path(f"inferred/{plan.runs[run].inferred}/{case}.nii.gz")


def given_prediction(plan: "Plan", run: str, case: str) -> str | list[str]:
    """The label map that was made elsewhere; empty where there is none."""
    file = plan.made_elsewhere[run].files[case]
    if file is None:
        return []
    return usable(plan, file) if file == plan.label_of(case) else file


def atlases(plan: "Plan", case: str) -> list[str]:
    """The mean atlases from which a case is predicted: of the fold that held it out, or of all."""
    return [plan.path(f"atlas/fold-{fold}.npz") for fold in prediction_folds(plan, case)]


def inferred_files(plan: "Plan", suffix: str) -> list[str]:
    """A file of every case that any network predicts, by what its name ends with."""
    return [plan.path(f"inferred/{name}/{case}{suffix}") for name, case in plan.inferred_cases]


def predictions(plan: "Plan") -> list[str]:
    """The finished predictions of all runs."""
    return [plan.path(f"predicted/{run}/{case}.nii.gz") for run in plan.runs for case in plan.cases_of(run)]
