"""Dice slice by slice, as 2D networks are often reported."""

import numpy as np


def dice_2d(reference: np.ndarray, prediction: np.ndarray, slice_axis: int = 2) -> float:
    """Mean Dice over the slices where either side is non-empty.

    Slices where both sides are empty say nothing about the organ. Counting them as perfect would lift
    the mean by how much of the scan lies outside the organ, so they are left out.

    reference, prediction: boolean masks of one shape.
    slice_axis: the voxel axis along which slices are stacked; the third for axial scans.
    Returns NaN where both masks are empty.
    """
    others = tuple(axis for axis in range(reference.ndim) if axis != slice_axis % reference.ndim)
    both = np.count_nonzero(reference & prediction, axis=others)
    total = np.count_nonzero(reference, axis=others) + np.count_nonzero(prediction, axis=others)
    shown = total > 0
    return float(np.mean(2 * both[shown] / total[shown])) if shown.any() else float("nan")
