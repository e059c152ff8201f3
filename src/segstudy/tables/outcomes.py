"""What a case says about an organ."""

from enum import StrEnum


class Outcome(StrEnum):
    """What reference and prediction hold of an organ in a case."""

    OK = "ok"
    BOTH_EMPTY = "both_empty"
    NOT_ANNOTATED = "not_annotated"
    MISSED = "missed"
    SPURIOUS = "spurious"


OUTCOMES: tuple[str, ...] = tuple(outcome.value for outcome in Outcome)

LEFT_OUT: tuple[str, ...] = (Outcome.BOTH_EMPTY.value, Outcome.NOT_ANNOTATED.value)
"""Outcomes without a value: left out of every mean, and counted."""

FAILED: tuple[str, ...] = (Outcome.MISSED.value, Outcome.SPURIOUS.value)
"""Outcomes that give every metric the worst value there is."""


def outcome_of(reference_voxels: int, predicted_voxels: int, annotated: bool = True) -> Outcome:
    """The outcome for an organ with so many voxels in the reference and in the prediction."""
    if not annotated:
        return Outcome.NOT_ANNOTATED
    if reference_voxels and predicted_voxels:
        return Outcome.OK
    if reference_voxels:
        return Outcome.MISSED
    return Outcome.SPURIOUS if predicted_voxels else Outcome.BOTH_EMPTY
