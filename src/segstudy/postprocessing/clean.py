"""The steps of a post-processing, organ by organ, on a label map."""

from collections.abc import Mapping

import numpy as np

from segstudy.config.sections.postprocessing import PostprocessingSettings
from segstudy.postprocessing.components import largest_component
from segstudy.postprocessing.morphology import closing_mm, opening_mm
from segstudy.volumes.box import label_boxes


def _clean_organ(
    labels: np.ndarray, label: int, spacing: tuple[float, float, float], settings: PostprocessingSettings
) -> None:
    """Clean one organ in place, in an array that ends a voxel beyond the organ or where the volume ends."""
    before = labels == label
    after = closing_mm(before, spacing, settings.closing_mm) & (before | (labels == 0))
    after = opening_mm(after, spacing, settings.opening_mm)
    if settings.largest_component:
        after = largest_component(after)
    np.copyto(labels, 0, where=before & ~after)
    np.copyto(labels, label, where=after & ~before)


def postprocess(
    labels: np.ndarray,
    spacing: tuple[float, float, float],
    organs: Mapping[str, int],
    settings: PostprocessingSettings,
) -> np.ndarray:
    """Close, open and keep the largest component of each organ, as `settings` ask.

    Organs are cleaned one after the other in the order of `organs`. Closing fills background only: a voxel
    of another organ, or of a label that is no organ, stays what it is. Background that two organs could
    fill therefore goes to the first of them; what a step takes from an organ becomes background.

    Args:
        labels: Label integers as in the case's file, 3D, background 0. Not changed.
        spacing: Voxel spacing along each axis, in mm.
        organs: Label integer of each organ.
        settings: What to do, and to which organs.

    Returns:
        A label map of the same shape, type and memory layout.
    """
    cleaned = labels.copy(order="K")
    # Closing by a ball never leaves the box of what it closes, so these boxes hold throughout.
    boxes = label_boxes(labels, organs.values())
    for organ, label in organs.items():
        box = boxes[label]
        if box is not None and (settings.organs is None or organ in settings.organs):
            wider = tuple(slice(max(extent.start - 1, 0), extent.stop + 1) for extent in box)
            _clean_organ(cleaned[wider], label, spacing, settings)
    return cleaned
