"""How large the organs of a label map are."""

from collections.abc import Mapping

import numpy as np

from segstudy.volumes.volume import Volume


def organ_volumes(labels: Volume, organs: Mapping[str, int]) -> dict[str, float]:
    """Milliliters of each organ, 0 where it has no voxel.

    Args:
        labels: Label integers 0 to 255.
        organs: Label integer by organ.
    """
    counts = np.bincount(labels.array.ravel(order="K"), minlength=256)
    voxel_ml = abs(float(np.linalg.det(labels.affine[:3, :3]))) / 1000
    return {organ: int(counts[label]) * voxel_ml for organ, label in organs.items()}


def organ_pixels(labels: Volume, organs: Mapping[str, int]) -> dict[str, int]:
    """Pixels of each organ in the label map of a 2D image."""
    return {organ: int((labels.array == label).sum()) for organ, label in organs.items()}
