"""Where a prediction and its reference differ, and by how much, slice by slice."""

from collections.abc import Mapping

import numpy as np

MISSED, EXTRA, SWAPPED = 1, 2, 3
# Told apart by color-blind readers, and none is an organ's.
COLORS = {MISSED: "#ff2a2a", EXTRA: "#ffffff", SWAPPED: "#00e5ff"}
WORDS = {MISSED: "missed", EXTRA: "too much", SWAPPED: "another organ"}


def kinds_of_error(reference: np.ndarray, prediction: np.ndarray, labels: list[int]) -> np.ndarray:
    """What is wrong at each voxel: 0 nothing, or `MISSED`, `EXTRA`, `SWAPPED`; uint8, of the arrays' shape.

    Args:
        reference: Label integers.
        prediction: Likewise, of the same shape.
        labels: Those that are looked at; others count as background.
    """
    known = np.isin(reference, labels)
    found = np.isin(prediction, labels)
    kinds = np.zeros(reference.shape, np.uint8)
    kinds[known & ~found] = MISSED
    kinds[found & ~known] = EXTRA
    kinds[known & found & (reference != prediction)] = SWAPPED
    return kinds


def worst_slices(kinds: np.ndarray, axis: int, most: int) -> list[tuple[int, int]]:
    """(index, wrong voxels) of the slices across `axis` with most that is wrong, worst first; neighbors are left out.

    Beside a slice that is listed the next two on each side show the same.
    """
    wrong = np.count_nonzero(np.moveaxis(kinds, axis, 0).reshape(kinds.shape[axis], -1), axis=1)
    listed: list[tuple[int, int]] = []
    for index in np.argsort(-wrong, kind="stable"):
        if wrong[index] and len(listed) < most and all(abs(int(index) - other) > 2 for other, _ in listed):
            listed.append((int(index), int(wrong[index])))
    return listed


def dice_of(reference: np.ndarray, prediction: np.ndarray, organs: Mapping[str, int]) -> dict[str, float]:
    """Dice by organ of those that either side has, of volumes or of slices."""
    found = {}
    for organ, label in organs.items():
        one, other = reference == label, prediction == label
        both = int(one.sum()) + int(other.sum())
        if both:
            found[organ] = 2 * int((one & other).sum()) / both
    return found
