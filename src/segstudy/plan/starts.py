"""From an arm's `start_from` to the file of weights that each of its trainings begins with."""

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from segstudy.models.identity import WEIGHTS, learned_from
from segstudy.running.errors import StudyError

if TYPE_CHECKING:
    from segstudy.plan.plan import Plan

WHERE = "config: arms: start_from"


def start_file(plan: "Plan", training: str, fold: int) -> list[str]:
    """The file of weights that a training begins with on a fold; none where they are drawn."""
    fitted = plan.trainings[training]
    if fitted.start is None:
        return []
    if fitted.start_training is not None:
        return [plan.path(f"trained/{fitted.start_training}/fold-{fold}/{WEIGHTS}")]
    return [str(Path(fitted.start.trained, WEIGHTS)) if fitted.start.trained else str(fitted.start.weights)]


def check_starts(plan: "Plan") -> None:
    """Look for networks and weights from elsewhere, and whether they learned from patients of this study.

    Raises:
        StudyError: A file is not there or does not say what it should, or a patient is shared.
    """
    for fitted in plan.trainings.values():
        start = fitted.start
        if start is None or fitted.start_training is not None:
            continue
        (file,) = start_file(plan, fitted.name, 0)
        if not Path(file).is_file():
            raise StudyError(f"{WHERE}: there is no {file}")
        cases = learned_from(file)
        if start.trained and not cases:
            raise StudyError(f"{WHERE}: {file} does not say what it learned from; train it again, or name a network")
        if shared := _with_patients(cases, Path(file)) & _patients(plan):
            raise StudyError(
                f"{WHERE}: {start.trained or file} learned from {min(shared)}, a patient of this study, who would be "
                "predicted by a network that knows the answer; take a network of other patients"
            )


def _patients(plan: "Plan") -> set[str]:
    """Cases and patients of this study, by name."""
    return {name for case in plan.cases.values() for name in (case.name, case.patient)}


def _with_patients(cases: list[str], weights: Path) -> set[str]:
    """Cases, and their patients where the weights lie among their study's results."""
    # results/<study>/trained/<training>/fold-<k>/weights.safetensors
    table = weights.parent.joinpath("../../../cases.csv")
    if not cases or not table.is_file():
        return set(cases)
    with table.open(newline="", encoding="utf-8") as lines:
        return {*cases} | {row["patient"] for row in csv.DictReader(lines) if row["case"] in cases}
