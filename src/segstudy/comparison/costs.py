"""What each arm cost, from the cost records that trainings and predictions leave."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path


def _records(paths: Sequence[str | os.PathLike[str]], training: str) -> list[dict]:
    """The records below a folder called `training`."""
    return [json.loads(Path(path).read_text(encoding="utf-8")) for path in paths if training in Path(path).parts]


def total_costs(
    trainings: Mapping[str, Sequence[str]],
    training_costs: Sequence[str | os.PathLike[str]],
    prediction_costs: Sequence[str | os.PathLike[str]],
    inferred: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, dict[str, float]]:
    """Seconds and peak memory of each arm: sums over folds, seeds and cases.

    Arms that share a training each carry its whole cost: it is what the arm would cost alone.

    Args:
        trainings: The trainings of each arm.
        training_costs: JSON records; a folder above each is called like its training.
        prediction_costs: Likewise.
        inferred: The folders of each arm's predictions, where they are not called like its trainings.
    """
    totals = {}
    for arm, names in trainings.items():
        trained = [record for name in names for record in _records(training_costs, name)]
        predicted = [record for name in (inferred or trainings)[arm] for record in _records(prediction_costs, name)]
        totals[arm] = {
            "training_seconds": sum(record["seconds"] for record in trained),
            "training_max_memory_mb": max((record["max_memory_mb"] for record in trained), default=float("nan")),
            "prediction_seconds": sum(record["seconds"] for record in predicted),
        }
    return totals
