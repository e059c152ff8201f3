"""Undoing the displacement in a label map."""

from dataclasses import dataclass, field

import numpy as np
from scipy.ndimage import binary_dilation

from segstudy.correction.affine import Transform
from segstudy.correction.resample import move
from segstudy.volumes.box import Box, bounding_box, widened


@dataclass(frozen=True)
class Corrected:
    """A corrected label map and what could not be made good, in voxels.

    Attributes:
        labels: As the input, with the organ at its true place.
        lost: Of the organ, whose true place lies outside the volume.
        edge: Of the displaced organ, on the faces of the volume it was moved towards; where there are any, it was
            probably cut off there, and nobody knows how much of it.
        yielded: Of the corrected organ, by label, not written because another organ stands there.
        touched: Of other organs, by label, beside the place the displaced organ left; they were probably overwritten in
            part when it was moved there, which leaves background.
    """

    labels: np.ndarray
    lost: int = 0
    edge: int = 0
    yielded: dict[int, int] = field(default_factory=dict)
    touched: dict[int, int] = field(default_factory=dict)


def correct_labels(labels: np.ndarray, organ_label: int, displacement: Transform) -> Corrected:
    """Take the organ away from where it was displaced to and put it back, nearest neighbor.

    Other organs keep all their voxels: at the organ's true place they were drawn correctly and never overlapped it, so
    that only voxels which resampling put on the wrong side of a common border are in dispute.

    Args:
        labels: Integers, (i, j, k); not changed.
        organ_label: The organ's.
        displacement: True voxel to displaced voxel, the same for every case whatever its shape.
    """
    mask = labels == organ_label
    box = bounding_box(mask)
    result = labels.copy()
    if box is None:
        return Corrected(result)
    moved, target = move(mask, displacement.inverse())
    result[box][mask[box]] = 0
    place = result[target]
    disputed = place[moved & (place != 0)]
    touched = _beside(result, mask, moved, box, target)
    place[moved & (place == 0)] = organ_label
    return Corrected(
        labels=result,
        lost=_lost(mask, box, displacement),
        edge=_edge(mask, displacement),
        yielded=_count(disputed),
        touched=touched,
    )


def count_overwritten(displaced: np.ndarray, correct: np.ndarray, organ_label: int) -> dict[int, int]:
    """Voxels of other organs, by label, that the displaced organ covers: known where both maps are."""
    return _count(correct[(displaced == organ_label) & (correct != organ_label) & (correct != 0)])


def _lost(mask: np.ndarray, box: Box, displacement: Transform) -> int:
    points = np.argwhere(mask[box]) + [side.start for side in box]
    true = np.floor(displacement.inverse()(points) + 0.5)
    inside = ((true >= 0) & (true < mask.shape)).all(axis=1)
    return int(len(points) - np.count_nonzero(inside))


def _edge(mask: np.ndarray, displacement: Transform) -> int:
    """Displaced voxels on a face whose outer side has its true place inside the volume."""
    count = 0
    for axis, size in enumerate(mask.shape):
        for at, outward in ((0, -1), (size - 1, 1)):
            points = np.argwhere(mask.take(at, axis=axis))
            points = np.insert(points, axis, at + outward, axis=1)
            true = np.floor(displacement.inverse()(points) + 0.5)
            count += int(np.count_nonzero(((true >= 0) & (true < mask.shape)).all(axis=1)))
    return count


def _beside(others: np.ndarray, mask: np.ndarray, moved: np.ndarray, box: Box, target: Box) -> dict[int, int]:
    wide = widened(box, 1, mask.shape)
    left = mask[wide].copy()
    # what the corrected organ covers again was not left
    common = tuple(slice(max(a.start, b.start), min(a.stop, b.stop)) for a, b in zip(wide, target, strict=True))
    if all(side.start < side.stop for side in common):
        inner = tuple(slice(c.start - w.start, c.stop - w.start) for c, w in zip(common, wide, strict=True))
        again = tuple(slice(c.start - t.start, c.stop - t.start) for c, t in zip(common, target, strict=True))
        left[inner] &= ~moved[again]
    near = binary_dilation(left) & ~left
    return _count(others[wide][near & (others[wide] != 0)])


def _count(labels: np.ndarray) -> dict[int, int]:
    values, counts = np.unique(labels, return_counts=True)
    return {int(value): int(count) for value, count in zip(values, counts, strict=True)}
