"""What a case says about an organ, and which values stand in where metrics have no answer."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What reference and prediction hold of an organ in a case."""

    OK = "ok"
    BOTH_EMPTY = "both_empty"
    MISSED = "missed"
    SPURIOUS = "spurious"
    NOT_ANNOTATED = "not_annotated"


@dataclass(frozen=True)
class StandIn:
    """The policy of one outcome other than `ok`.

    overlap: value of Dice, 2D Dice, IoU, precision, recall and NSD. NaN leaves the case out of means.
    distance_diagonals: value of the distances, in units of the volume's physical diagonal.
    specificity_counts: whether specificity is still what the voxel counts give.
    """

    overlap: float
    distance_diagonals: float
    specificity_counts: bool


_NAN = float("nan")

# An organ missed, or invented, is the worst that can be, and says so in every metric. That includes the
# ratio that would be 0/0 (precision where nothing is predicted, recall where nothing is there): as NaN it
# would fall out of the mean, and a network that misses the organ in half of the cases would look better
# than one that finds it in all.
STAND_INS = {
    Outcome.BOTH_EMPTY: StandIn(overlap=_NAN, distance_diagonals=_NAN, specificity_counts=False),
    Outcome.NOT_ANNOTATED: StandIn(overlap=_NAN, distance_diagonals=_NAN, specificity_counts=False),
    Outcome.MISSED: StandIn(overlap=0.0, distance_diagonals=1.0, specificity_counts=True),
    Outcome.SPURIOUS: StandIn(overlap=0.0, distance_diagonals=1.0, specificity_counts=True),
}


def outcome_of(reference_voxels: int, predicted_voxels: int, annotated: bool = True) -> Outcome:
    """The outcome for an organ with so many voxels in the reference and in the prediction."""
    if not annotated:
        return Outcome.NOT_ANNOTATED
    if reference_voxels and predicted_voxels:
        return Outcome.OK
    if reference_voxels:
        return Outcome.MISSED
    return Outcome.SPURIOUS if predicted_voxels else Outcome.BOTH_EMPTY


def diagonal_mm(shape: tuple[int, ...], spacing: tuple[float, ...]) -> float:
    """A volume's physical diagonal in mm: the length of (voxels times spacing) over its axes."""
    return float(sum((voxels * step) ** 2 for voxels, step in zip(shape, spacing, strict=True)) ** 0.5)
