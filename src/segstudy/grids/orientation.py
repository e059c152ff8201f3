"""Turning volumes so that their axes point the same way in every case."""

import nibabel as nib
import numpy as np


def axis_order(affine: np.ndarray, orientation: str) -> list[list[int]]:
    """How to turn a volume with `affine` to `orientation` (such as `LPS`): [[axis, ±1], …], one a target axis.

    Entry t names the stored axis that becomes axis t, and −1 where it is flipped. `stored` turns nothing.
    An oblique volume is turned to its nearest axes; no voxel is interpolated.
    """
    if orientation == "stored":
        return [[0, 1], [1, 1], [2, 1]]
    stored = nib.io_orientation(affine)
    wanted = nib.orientations.axcodes2ornt(tuple(orientation))
    change = nib.orientations.ornt_transform(stored, wanted)
    order: list[list[int]] = [[0, 1]] * 3
    for axis, (target, flip) in enumerate(change):
        order[int(target)] = [axis, int(flip)]
    return order


def to_slices(array: np.ndarray, order: list[list[int]]) -> np.ndarray:
    """(i, j, k) as stored to (slices, rows, columns): the third, second and first turned axis. A view."""
    turned = array.transpose([axis for axis, _ in order])
    turned = turned[tuple(slice(None, None, flip) for _, flip in order)]
    return turned.transpose(2, 1, 0)


def from_slices(array: np.ndarray, order: list[list[int]]) -> np.ndarray:
    """The inverse of `to_slices`. A view."""
    turned = array.transpose(2, 1, 0)[tuple(slice(None, None, flip) for _, flip in order)]
    return turned.transpose(np.argsort([axis for axis, _ in order]))
