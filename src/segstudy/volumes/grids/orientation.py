"""Reorienting volumes, so that their axes point the same way in every case."""

import numpy as np

from segstudy.volumes.lean_nibabel import nib
from segstudy.volumes.volume import Volume


def axis_order(affine: np.ndarray, orientation: str) -> list[list[int]]:
    """How to reorient a volume: [[axis, ±1], …], one entry a target axis.

    An oblique volume is reoriented to its nearest axes; no voxel is interpolated.

    Args:
        affine: (4, 4), the volume's.
        orientation: Such as `LPS`; `stored` changes nothing.

    Returns:
        Entry t names the stored axis that becomes axis t, and −1 where it is flipped.
    """
    if orientation == "stored":
        return [[0, 1], [1, 1], [2, 1]]
    stored = nib.io_orientation(affine)
    target = nib.orientations.axcodes2ornt(tuple(orientation))
    change = nib.orientations.ornt_transform(stored, target)
    order: list[list[int]] = [[0, 1]] * 3
    for axis, (becomes, flip) in enumerate(change):
        order[int(becomes)] = [axis, int(flip)]
    return order


def to_slices(array: np.ndarray, order: list[list[int]]) -> np.ndarray:
    """(i, j, k) as stored to (slices, rows, columns): the third, second and first axis after reorienting. A view."""
    reoriented = array.transpose([axis for axis, _ in order])
    reoriented = reoriented[tuple(slice(None, None, flip) for _, flip in order)]
    return reoriented.transpose(2, 1, 0)


def from_slices(array: np.ndarray, order: list[list[int]]) -> np.ndarray:
    """The inverse of `to_slices`. A view."""
    reoriented = array.transpose(2, 1, 0)[tuple(slice(None, None, flip) for _, flip in order)]
    return reoriented.transpose(np.argsort([axis for axis, _ in order]).tolist())


def turned_like(volume: Volume, affine: np.ndarray) -> Volume:
    """The same voxels, in the same places, with axes that point as those of `affine` do, as nearly as axes can."""
    turn = nib.orientations.ornt_transform(nib.io_orientation(volume.affine), nib.io_orientation(affine))
    turned = volume.affine @ nib.orientations.inv_ornt_aff(turn, volume.array.shape)
    return Volume(nib.apply_orientation(volume.array, turn), turned)
