"""Bounding boxes, so that work grows with the organ and not with the scan."""

from collections.abc import Iterable

import numpy as np

Box = tuple[slice, ...]
"""One slice an axis, each with a start and a stop."""


def bounding_box(*arrays: np.ndarray) -> Box | None:
    """The smallest box that holds every nonzero voxel of any of `arrays`; None where all are zero.

    Args:
        arrays: Of one shape, boolean or integer.
    """
    box: list[slice] = []
    axes = range(arrays[0].ndim)
    views = arrays
    for axis in axes:
        others = tuple(other for other in axes if other != axis)
        present = np.flatnonzero(np.any([view.any(axis=others) for view in views], axis=0))
        if not present.size:
            return None
        side = slice(int(present[0]), int(present[-1]) + 1)
        box.append(side)
        views = tuple(view[(slice(None),) * axis + (side,)] for view in views)  # the next axis looks at less
    return tuple(box)


def label_boxes(labels: np.ndarray, of: Iterable[int]) -> dict[int, Box | None]:
    """The smallest box that holds each label, of many in one look at the map; None of those that are not in it.

    Args:
        labels: Label integers.
        of: The labels, above 0.
    """
    from scipy import ndimage  # a fifth of a second that who only reads caches need not spend

    asked = list(of)
    boxes = ndimage.find_objects(labels, max_label=max(asked, default=1))
    return {label: boxes[label - 1] for label in asked}


def common_box(*boxes: Box | None) -> Box | None:
    """The smallest box around boxes of one volume; None where there is none."""
    known = [box for box in boxes if box is not None]
    if not known:
        return None
    sides = zip(*known, strict=True)
    return tuple(slice(min(side.start for side in each), max(side.stop for side in each)) for each in sides)


def enclosing_box(mask: np.ndarray) -> Box:
    """The smallest box that holds every nonzero voxel of a mask that has one.

    Raises:
        ValueError: Where all are zero.
    """
    box = bounding_box(mask)
    if box is None:
        raise ValueError("an empty mask has no box")
    return box


def widened(box: Box, margin: np.ndarray | int, shape: tuple[int, ...]) -> Box:
    """A box with a margin of whole voxels on every side, (3,) or one number, as far as the volume goes."""
    low, high = (np.array([getattr(side, end) for side in box]) for end in ("start", "stop"))
    return clipped_box(low - margin, high - 1 + margin, shape)


def clipped_box(low: np.ndarray, high: np.ndarray, shape: tuple[int, ...]) -> Box:
    """The voxels between two corners, both included, as far as they lie in the volume.

    Args:
        low: The corner nearer to the first voxel: (3,), in voxels, rounded down.
        high: The other corner: (3,), in voxels, rounded up.
        shape: The volume's.
    """
    return tuple(
        slice(max(0, int(np.floor(a))), max(0, min(size, int(np.ceil(b)) + 1)))
        for a, b, size in zip(low, high, shape, strict=True)
    )
