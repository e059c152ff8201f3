"""Estimate of the displacement from one organ's displaced and correct masks."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from segstudy.correction.affine import Transform
from segstudy.correction.displacement import Space
from segstudy.correction.match import Match
from segstudy.correction.refine import refine, restored_iou
from segstudy.correction.resample import move
from segstudy.correction.rigid import RigidTransform, Triple, triple
from segstudy.correction.search import SearchResult, search
from segstudy.running.errors import StudyError
from segstudy.volumes.overlap import Overlap, overlap

POOR_IOU = 0.8
FLAT = 0.01
VAGUE_DEG = 0.5
# A displacement within the slices leaves less unexplained than this, two hands' drawings apart.
EXPLAINED_IOU = 0.95
GAIN_IOU = 0.02
# The affine of a grid in whose own voxels all is measured.
VOXELS = np.eye(4)


@dataclass(frozen=True)
class Estimate:
    """The displacement of one case, true voxel to displaced voxel, and what undoing it gains there.

    Attributes:
        transform: True voxel to displaced voxel.
        iou_before: Of the case's displaced mask with its correct one.
        iou_after: The same after the correction.
        dice_before: Of the case's displaced mask with its correct one.
        dice_after: The same after the correction.
        warnings: Reasons to look twice.
        center: (3,) the organ's true centroid, where every case is to be turned about the place of its own organ.
    """

    transform: Transform
    iou_before: float
    iou_after: float
    dice_before: float
    dice_after: float
    warnings: list[str] = field(default_factory=list)
    center: Triple | None = None

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON, of how well it explains its case."""
        return {
            "iou": {"before": self.iou_before, "after": self.iou_after},
            "dice": {"before": self.dice_before, "after": self.dice_after},
            "warnings": list(self.warnings),
        }


def check_pair(displaced: np.ndarray, correct: np.ndarray) -> None:
    """Check that two masks of one organ show a displacement.

    Raises:
        StudyError: Where they do not.
    """
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


def estimate_centroid(
    displaced: np.ndarray, correct: np.ndarray, affine: np.ndarray = VOXELS, space: Space = "voxel"
) -> Estimate:
    """The translation between the centroids, without a turn: what the others are compared with."""
    check_pair(displaced, correct)
    match = Match(displaced, correct)
    return summarize(displaced, correct, RigidTransform(0.0, triple(match.pivot), triple(match.shift)), [])


def estimate_rigid(
    displaced: np.ndarray, correct: np.ndarray, affine: np.ndarray = VOXELS, space: Space = "voxel"
) -> Estimate:
    """The rigid displacement that turns one mask into the other: about the slice axis, and a shift.

    The translation between the centroids, then the angle of highest IoU, over the whole circle first;
    then angle and shift together to a few hundredths of a voxel. Slices are shifted by whole slices,
    which is all that nearest neighbor shows. Where that leaves the pair unexplained, or no turn within the
    slices is rigid in the world, all six degrees of freedom are fitted.

    Args:
        displaced: Boolean mask of the organ as displaced, (i, j, k), third axis across slices.
        correct: Its correct mask, of the same grid.
        affine: (4, 4) of the grid, voxel to mm.
        space: Whether the displacement was rigid in voxels or in the world.

    Raises:
        StudyError: Where the masks tell no displacement.
    """
    check_pair(displaced, correct)
    match = Match(displaced, correct)
    result = search(match)
    level: Transform = RigidTransform(result.angle_deg, triple(match.pivot), triple(result.shift))
    warnings = _warnings(match, result)
    frame = affine[:3, :3] if space == "world" else np.eye(3)
    slices_turn = _turns_in_slices(frame)
    iou = restored_iou(displaced, correct, level)
    if iou < EXPLAINED_IOU or not slices_turn:
        free = refine(displaced, correct, level, frame)
        better = restored_iou(displaced, correct, free)
        if better > iou + GAIN_IOU or not slices_turn:
            return summarize(displaced, correct, free, _warnings_of_free(better))
    return summarize(displaced, correct, level, warnings)


def _turns_in_slices(frame: np.ndarray) -> bool:
    """Whether a turn about the slice axis in voxels is one in mm: square pixels, axes at right angles."""
    gram = frame.T @ frame
    square = np.diag([gram[0, 0], gram[0, 0], gram[2, 2]])
    return bool(np.allclose(gram, square, atol=1e-3 * gram[0, 0]))


def _warnings_of_free(iou: float) -> list[str]:
    if iou < POOR_IOU:
        return [
            f"no rigid transform explains the displacement well (IoU {iou:.2f}); look at the reference's two label maps"
        ]
    return []


def _warnings(match: Match, result: SearchResult) -> list[str]:
    warnings = []
    iou = result.iou
    if iou < POOR_IOU:
        warnings.append(
            f"a turn about the slice axis and a shift explain the displacement poorly (IoU {iou:.2f}); "
            "look at the reference's two label maps"
        )
    nearby = max(match.iou(result.angle_deg + turn, result.shift) for turn in (-5.0, 5.0))
    if iou - nearby < FLAT:
        warnings.append(
            f"the organ is nearly round in its slices, so its angle is uncertain (IoU {iou:.3f}, and {nearby:.3f} "
            "when turned 5 degrees more); the labels of cases where the organ lies elsewhere may stay displaced"
        )
    elif result.spread_deg > VAGUE_DEG:
        warnings.append(
            f"angles within {result.spread_deg:.1f} degrees explain the displacement equally well; the labels of "
            "cases where the organ lies elsewhere may stay displaced by a voxel"
        )
    if result.rival and iou - result.rival[0] < FLAT * 2:
        warnings.append(
            f"a quite different turn, by {result.rival[1]:.0f} degrees, explains the displacement nearly as well "
            f"(IoU {result.rival[0]:.3f}, not {iou:.3f})"
        )
    if match.outward.any():
        warnings.append("the displaced organ reaches the volume's edge and may be cut off there; look at the result")
    return warnings


def summarize(displaced: np.ndarray, correct: np.ndarray, transform: Transform, warnings: list[str]) -> Estimate:
    """An estimate, with what undoing `transform` gains on its own pair of masks."""
    before = overlap(displaced, correct)
    moved, box = move(displaced, transform.inverse())
    after = Overlap(int(moved.sum()), before.second, int(np.count_nonzero(moved & correct[box])))
    return Estimate(transform, before.iou, after.iou, before.dice, after.dice, warnings)
