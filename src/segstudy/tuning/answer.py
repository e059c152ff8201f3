"""The answer of a search."""

from collections.abc import Sequence
from typing import Any

from segstudy.config.sections.points import nested
from segstudy.running.errors import StudyError
from segstudy.tuning.result import TrialResult


def best_trial(results: Sequence[TrialResult], where: str) -> TrialResult:
    """The complete trial with the highest value, the earliest of equals.

    Raises:
        StudyError: No trial was completed.
    """
    complete = [result for result in results if result.state == "complete"]
    if not complete:
        states = [result.state for result in results]
        counts = ", ".join(f"{states.count(state)} {state}" for state in dict.fromkeys(states))
        raise StudyError(
            f"tuning: no trial of {where} came to its end ({counts}): give it more `trials` or `minutes`, a space with "
            "lower learning rates, or `pruning: none`"
        )
    return max(complete, key=lambda result: (result.value, -result.number))


def answer(best: TrialResult, searched: dict[str, Any]) -> dict[str, Any]:
    """What best.yaml says: `training` and `model` of the best trial, and where it was found.

    It stays the same for as long as the answer does, so that further trials that find nothing better train nothing.

    Args:
        best: The best trial.
        searched: `search`, `fold` and `scope`.
    """
    training, arguments = nested(best.parameters)
    return {"training": training, "model": arguments, "validation_dice": best.value, "trial": best.number, **searched}
