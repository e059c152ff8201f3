"""All metrics of one case."""

import math
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from segstudy.config.sections.evaluation import NSD_TOLERANCE
from segstudy.evaluation.diagonal import diagonal_mm
from segstudy.evaluation.functions import function_of
from segstudy.evaluation.organ import OrganMasks
from segstudy.running.errors import StudyError
from segstudy.tables.measurements import OrganMetrics
from segstudy.tables.metrics import METRICS, Metric, WhenFailed
from segstudy.tables.outcomes import FAILED, LEFT_OUT, Outcome, outcome_of
from segstudy.volumes.box import Box, common_box, label_boxes


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


def _value(metric: Metric, organ: OrganMasks, outcome: Outcome, diagonal: float) -> float:
    if outcome in LEFT_OUT:
        return math.nan
    if outcome in FAILED and metric.when_failed is WhenFailed.DIAGONAL:
        return diagonal
    if outcome in FAILED and not isinstance(metric.when_failed, WhenFailed):
        return metric.when_failed
    return function_of(metric)(organ)


def organ_masks(
    reference: np.ndarray, prediction: np.ndarray, label: int, boxes: Sequence[Mapping[int, Box | None]]
) -> tuple[np.ndarray, np.ndarray]:
    """An organ's two masks, cropped to the box of both; empty arrays where neither holds it.

    Args:
        reference: Label integers, 3D.
        prediction: The same of the prediction.
        label: The organ's.
        boxes: Of each label in each of the two (see `label_boxes`).
    """
    box = common_box(*(of[label] for of in boxes)) or (slice(0),) * 3
    return reference[box] == label, prediction[box] == label


def evaluate_case(
    reference: np.ndarray,
    prediction: np.ndarray,
    spacing: tuple[float, float, float],
    organs: Mapping[str, int],
    annotated: Collection[str] | None = None,
    slice_axis: int = 2,
    tolerances: Mapping[str, float] | None = None,
) -> list[OrganMetrics]:
    """Measure a predicted label map against its reference.

    Args:
        reference: label integers as in the case's files, in the case's own grid.
        prediction: the same of the prediction, of the same shape.
        spacing: voxel spacing in mm along the three axes of the arrays; 1 of pixels of unknown size, for distances in
            pixels.
        organs: label integer of each organ; the result follows its order.
        annotated: organs that somebody drew in this case; None means all.
        slice_axis: the voxel axis along which slices are stacked, for the 2D Dice. Of one slice alone, which is a 2D
            image, distances are those between contours in it.
        tolerances: of NSD, by organ, in the unit of the spacing; the usual one where an organ is not named.

    Raises:
        StudyError: the shapes differ, voxels are no integers or the spacing is not positive.
    """
    _check(reference, prediction, spacing)
    spacing = (float(spacing[0]), float(spacing[1]), float(spacing[2]))
    flat = slice_axis if reference.shape[slice_axis] == 1 else None
    sides = [axis for axis in range(3) if axis != flat]
    diagonal = diagonal_mm(*(tuple(of[axis] for axis in sides) for of in (reference.shape, spacing)))
    boxes = [label_boxes(labels, organs.values()) for labels in (reference, prediction)]

    def row(name: str) -> OrganMetrics:
        masks = organ_masks(reference, prediction, organs[name], boxes)
        organ = OrganMasks(
            *masks, spacing, reference.size, slice_axis, flat, (tolerances or {}).get(name, NSD_TOLERANCE)
        )
        voxels = organ.confusion.reference_voxels, organ.confusion.predicted_voxels
        outcome = outcome_of(*voxels, annotated is None or name in annotated)
        values = {column: _value(metric, organ, outcome, diagonal) for column, metric in METRICS.items()}
        return OrganMetrics(name, values, *voxels, outcome.value)

    return [row(organ) for organ in organs]
