"""NSD at several tolerances: what an organ's surface is worth to somebody who asks for more, or less, than 3 mm."""

import math
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from segstudy.evaluation.case import organ_masks
from segstudy.tables.outcomes import FAILED, LEFT_OUT, outcome_of
from segstudy.volumes.box import label_boxes
from segstudy.volumes.surfaces.tolerance import normalized_surface_distances


def nsd_at(
    reference: np.ndarray,
    prediction: np.ndarray,
    spacing: tuple[float, float, float],
    organs: Mapping[str, int],
    annotated: Collection[str],
    tolerances: Sequence[float],
    slice_axis: int = 2,
) -> dict[str, list[float]]:
    """The NSD of each organ at each tolerance: 0 where it was missed or invented, NaN where there is none to measure.

    Args:
        reference: label integers, (i, j, k), in the case's own grid.
        prediction: the same, of the same shape.
        spacing: of the voxels along the three axes, in mm; 1 of pixels of unknown size.
        organs: label integer of each organ.
        annotated: organs that somebody drew in this case.
        tolerances: in the unit of the spacing.
        slice_axis: along which slices are stacked. Of one slice alone, contours are compared.
    """
    flat = slice_axis if reference.shape[slice_axis] == 1 else None
    boxes = [label_boxes(labels, organs.values()) for labels in (reference, prediction)]
    measured = {}
    for organ, label in organs.items():
        masks = organ_masks(reference, prediction, label, boxes)
        drawn, predicted = (int(np.count_nonzero(mask)) for mask in masks)
        outcome = outcome_of(drawn, predicted, organ in annotated)
        if outcome in LEFT_OUT or outcome in FAILED:
            measured[organ] = [math.nan if outcome in LEFT_OUT else 0.0] * len(tolerances)
        else:
            measured[organ] = normalized_surface_distances(*masks, spacing, tolerances, flat)
    return measured
