"""Dice slice by slice, as 2D networks are often reported."""

import numpy as np

from segstudy.evaluation.organ import OrganMasks


def dice_2d(organ: OrganMasks) -> float:
    """Mean Dice over the slices where either side is non-empty; NaN where both masks are empty.

    Slices where both sides are empty say nothing about the organ. Counting them as perfect would lift the mean by how
    much of the scan lies outside the organ, so they are left out.
    """
    reference, prediction = organ.reference, organ.prediction
    others = tuple(axis for axis in range(reference.ndim) if axis != organ.slice_axis)
    both = np.count_nonzero(reference & prediction, axis=others)
    total = np.count_nonzero(reference, axis=others) + np.count_nonzero(prediction, axis=others)
    present = total > 0
    return float(np.mean(2 * both[present] / total[present])) if present.any() else float("nan")
