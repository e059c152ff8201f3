"""From an arm's `start_from` to the file of weights that each of its trainings begins with."""

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from segstudy.running.errors import StudyError

if TYPE_CHECKING:
    from segstudy.plan.plan import Plan

WEIGHTS = "weights.safetensors"


def start_file(plan: "Plan", training: str, fold: int) -> list[str]:
    """The file of weights that a training begins with on a fold; none where they are drawn."""
    fitted = plan.own_trainings[training]
    if fitted.start is None:
        return []
    if fitted.start_training is not None:
        return [plan.path(f"trained/{fitted.start_training}/fold-{fold}/{WEIGHTS}")]
    return [str(Path(fitted.start.trained, WEIGHTS)) if fitted.start.trained else str(fitted.start.weights)]


def check_starts(plan: "Plan") -> None:
    """Look for networks and weights from elsewhere, and whether they learned from patients of this study.

    Raises:
        StudyError: A file is not there, or a patient is shared.
    """
    for fitted in plan.own_trainings.values():
        start = fitted.start
        if start is None or fitted.start_training is not None:
            continue
        (file,) = start_file(plan, fitted.name, 0)
        if not Path(file).is_file():
            raise StudyError(f"config: arms: start_from: there is no {file}")
        if start.trained and (shared := _learned_from(Path(start.trained)) & _patients(plan)):
            raise StudyError(
                f"config: arms: start_from: {start.trained} learned from {min(shared)}, a patient of this study, who "
                "would be predicted by a network that knows the answer; take a network of other patients"
            )


def _patients(plan: "Plan") -> set[str]:
    """Cases and patients of this study, by name."""
    return {name for case in plan.cases.values() for name in (case.name, case.patient)}


def _learned_from(folder: Path) -> set[str]:
    """Cases and patients, by name, that a trained network was fitted or chosen with."""
    try:
        model = yaml.safe_load((folder / "model.yaml").read_text(encoding="utf-8"))
        cases = {str(case) for key in ("training", "validation") for case in model[key]}
        cases |= {str(case) for key in ("pseudo_labels", "mean_teacher") for case in model.get(key, ())}
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise StudyError(
            f"config: arms: start_from: {folder / 'model.yaml'} does not say what the network learned from ({error!r})"
        ) from error
    table = folder.parent.parent.parent / "cases.csv"
    if not table.is_file():
        return cases
    with table.open(newline="", encoding="utf-8") as lines:
        return cases | {row["patient"] for row in csv.DictReader(lines) if row["case"] in cases}
