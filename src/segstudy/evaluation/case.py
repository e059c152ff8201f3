"""All metrics of one case."""

import math
from collections.abc import Collection, Mapping
from typing import NamedTuple

import numpy as np

from segstudy.box import Box, bounding_box
from segstudy.errors import StudyError
from segstudy.evaluation.outcome import STAND_INS, Outcome, diagonal_mm, outcome_of
from segstudy.evaluation.overlap import Confusion, confusion
from segstudy.evaluation.slices import dice_2d
from segstudy.surfaces.distances import surface_distances


class OrganMetrics(NamedTuple):
    """Metrics of one organ in one case, in the order of the columns of `metrics.csv`."""

    organ: str
    dice: float
    dice_2d: float
    iou: float
    precision: float
    recall: float
    specificity: float
    hd95_mm: float
    hd_mm: float
    assd_mm: float
    nsd: float
    reference_voxels: int
    predicted_voxels: int
    outcome: str


def _check(reference: np.ndarray, prediction: np.ndarray, spacing: tuple[float, float, float]) -> None:
    if reference.ndim != 3 or reference.shape != prediction.shape:
        raise StudyError(
            f"reference has shape {reference.shape}, prediction {prediction.shape}: metrics need two 3D label maps"
            " of one grid; bring the prediction back into the case's own grid first"
        )
    for name, labels in (("reference", reference), ("prediction", prediction)):
        if labels.dtype.kind not in "iub":
            raise StudyError(f"{name} has voxels of type {labels.dtype}: a label map holds whole numbers")
    if spacing is None or len(spacing) != 3 or not all(math.isfinite(step) and step > 0 for step in spacing):
        raise StudyError(f"spacing {spacing}: metrics need the positive voxel spacing in mm along all three axes")


def _measured(
    organ: str,
    reference: np.ndarray,
    prediction: np.ndarray,
    table: Confusion,
    spacing: tuple[float, float, float],
    slice_axis: int,
    flat_axis: int | None,
) -> OrganMetrics:
    distances = surface_distances(reference, prediction, spacing, flat_axis)
    return OrganMetrics(
        organ=organ,
        dice=table.dice,
        dice_2d=dice_2d(reference, prediction, slice_axis),
        iou=table.iou,
        precision=table.precision,
        recall=table.recall,
        specificity=table.specificity,
        hd95_mm=distances.hd95_mm,
        hd_mm=distances.hd_mm,
        assd_mm=distances.assd_mm,
        nsd=distances.nsd(),
        reference_voxels=table.reference_voxels,
        predicted_voxels=table.predicted_voxels,
        outcome=str(Outcome.OK),
    )


def _stood_in(organ: str, outcome: Outcome, table: Confusion, diagonal: float) -> OrganMetrics:
    policy = STAND_INS[outcome]
    distance = policy.distance_diagonals * diagonal
    return OrganMetrics(
        organ=organ,
        dice=policy.overlap,
        dice_2d=policy.overlap,
        iou=policy.overlap,
        precision=policy.overlap,
        recall=policy.overlap,
        specificity=table.specificity if policy.specificity_counts else float("nan"),
        hd95_mm=distance,
        hd_mm=distance,
        assd_mm=distance,
        nsd=policy.overlap,
        reference_voxels=table.reference_voxels,
        predicted_voxels=table.predicted_voxels,
        outcome=str(outcome),
    )


def _organ_masks(reference: np.ndarray, prediction: np.ndarray, label: int, box: Box) -> tuple[np.ndarray, np.ndarray]:
    """An organ's two masks, cropped to the box of both; empty arrays where neither holds it."""
    masks = reference[box] == label, prediction[box] == label
    organ_box = bounding_box(*masks) or (slice(0),) * 3
    return masks[0][organ_box], masks[1][organ_box]


def evaluate_case(
    reference: np.ndarray,
    prediction: np.ndarray,
    spacing: tuple[float, float, float],
    organs: Mapping[str, int],
    annotated: Collection[str] | None = None,
    slice_axis: int = 2,
) -> list[OrganMetrics]:
    """Measure a predicted label map against its reference.

    reference, prediction: label integers as in the case's files, of one shape, in the case's own grid.
    spacing: voxel spacing in mm along the three axes of the arrays; of pixels of unknown size 1, for distances in
        pixels.
    organs: label integer of each organ; the result follows its order.
    annotated: organs that somebody drew in this case; none means all.
    slice_axis: the voxel axis along which slices are stacked, for the 2D Dice. Of one slice alone, which is a picture,
        distances are those between contours in it.
    Raises StudyError where the shapes differ, voxels are no integers or the spacing is not positive.
    """
    _check(reference, prediction, spacing)
    spacing = (float(spacing[0]), float(spacing[1]), float(spacing[2]))
    flat = slice_axis if reference.shape[slice_axis] == 1 else None
    sides = [axis for axis in range(3) if axis != flat]
    diagonal = diagonal_mm(*(tuple(of[axis] for axis in sides) for of in (reference.shape, spacing)))
    box = bounding_box(reference, prediction) or (slice(0),) * 3

    def row(organ: str) -> OrganMetrics:
        masks = _organ_masks(reference, prediction, organs[organ], box)
        table = confusion(*masks, volume_voxels=reference.size)
        drawn = annotated is None or organ in annotated
        outcome = outcome_of(table.reference_voxels, table.predicted_voxels, drawn)
        if outcome is Outcome.OK:
            return _measured(organ, *masks, table, spacing, slice_axis, flat)
        return _stood_in(organ, outcome, table, diagonal)

    return [row(organ) for organ in organs]
