"""Estimate of the displacement from one organ's displaced and correct masks."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from segstudy.correction.match import Match
from segstudy.correction.overlap import Overlap, overlap
from segstudy.correction.resample import move
from segstudy.correction.rigid import RigidTransform
from segstudy.correction.search import Found, search
from segstudy.errors import StudyError

POOR_IOU = 0.8
FLAT = 0.01
VAGUE_DEG = 0.5


@dataclass(frozen=True)
class Estimate:
    """The displacement of one case, true voxel to displaced voxel, and what undoing it gains there.

    iou_*, dice_*: of the case's displaced mask with its correct one, before and after the correction.
    warnings: reasons to look twice.
    """

    transform: RigidTransform
    iou_before: float
    iou_after: float
    dice_before: float
    dice_after: float
    warnings: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "displacement": self.transform.as_dict(),
            "correction": self.transform.inverse().as_dict(),
            "iou": {"before": self.iou_before, "after": self.iou_after},
            "dice": {"before": self.dice_before, "after": self.dice_after},
            "warnings": list(self.warnings),
        }


def check_pair(displaced: np.ndarray, correct: np.ndarray) -> None:
    """Raise StudyError where two masks of one organ tell no displacement."""
    if displaced.shape != correct.shape:
        raise StudyError(
            f"correction: the reference's label maps have different grids, {displaced.shape} and {correct.shape}; "
            "give two label maps of the same scan"
        )
    for mask, which in ((displaced, "displaced"), (correct, "correct")):
        if not mask.any():
            raise StudyError(
                f"correction: the organ is not in the reference's {which} label map; check `correction.organ` "
                "and `correction.reference`"
            )
    if np.array_equal(displaced, correct):
        raise StudyError(
            "correction: the reference's two label maps show the organ at the same place, so there is nothing to "
            "correct; check `correction.reference.label`, or set `correction: none`"
        )


def estimate_shift(displaced: np.ndarray, correct: np.ndarray) -> Estimate:
    """The translation between the centroids, without a turn: what `estimate_rigid` is compared with."""
    check_pair(displaced, correct)
    match = Match(displaced, correct)
    return _estimate(displaced, correct, RigidTransform(0.0, _triple(match.pivot), _triple(match.shift)), [])


def estimate_rigid(displaced: np.ndarray, correct: np.ndarray) -> Estimate:
    """The rigid displacement that turns one mask into the other: about the slice axis, and a shift.

    displaced, correct: boolean masks of one organ in one case, (i, j, k), third axis across slices.
    The translation between the centroids, then the angle of highest IoU, over the whole circle first;
    then angle and shift together to a few hundredths of a voxel. Slices are shifted by whole slices,
    which is all that nearest neighbor shows. Raises StudyError where the masks tell no displacement.
    """
    check_pair(displaced, correct)
    match = Match(displaced, correct)
    found = search(match)
    transform = RigidTransform(found.angle_deg, _triple(match.pivot), _triple(found.shift))
    return _estimate(displaced, correct, transform, _doubts(match, found))


def _doubts(match: Match, found: Found) -> list[str]:
    doubts = []
    iou = found.iou
    if iou < POOR_IOU:
        doubts.append(
            f"a turn about the slice axis and a shift explain the displacement poorly (IoU {iou:.2f}); "
            "look at the reference's two label maps"
        )
    nearby = max(match.iou(found.angle_deg + turn, found.shift) for turn in (-5.0, 5.0))
    if iou - nearby < FLAT:
        doubts.append(
            f"the organ is nearly round in its slices, so its angle is uncertain (IoU {iou:.3f}, and {nearby:.3f} "
            "when turned 5 degrees more); the labels of cases where the organ lies elsewhere may stay displaced"
        )
    elif found.spread_deg > VAGUE_DEG:
        doubts.append(
            f"angles within {found.spread_deg:.1f} degrees explain the displacement equally well; the labels of "
            "cases where the organ lies elsewhere may stay displaced by a voxel"
        )
    if found.rival and iou - found.rival[0] < FLAT * 2:
        doubts.append(
            f"a quite different turn, by {found.rival[1]:.0f} degrees, explains the displacement nearly as well "
            f"(IoU {found.rival[0]:.3f}, not {iou:.3f})"
        )
    if match.outward.any():
        doubts.append("the displaced organ reaches the volume's edge and may be cut off there; look at the result")
    return doubts


def _estimate(displaced: np.ndarray, correct: np.ndarray, transform: RigidTransform, doubts: list[str]) -> Estimate:
    before = overlap(displaced, correct)
    moved, box = move(displaced, transform.inverse())
    after = Overlap(int(moved.sum()), before.second, int(np.count_nonzero(moved & correct[box])))
    return Estimate(transform, before.iou, after.iou, before.dice, after.dice, doubts)


def _triple(values: np.ndarray) -> tuple[float, float, float]:
    return float(values[0]), float(values[1]), float(values[2])
