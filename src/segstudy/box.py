"""The box around what is there, so that work grows with the organ and not with the scan."""

import numpy as np

Box = tuple[slice, ...]


def bounding_box(*arrays: np.ndarray) -> Box | None:
    """The smallest box that holds every nonzero voxel of any of `arrays`; None where all are zero.

    arrays: of one shape, boolean or integer.
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


def around(low: np.ndarray, high: np.ndarray, shape: tuple[int, ...]) -> Box:
    """The voxels between two corners, (3,) each and both inside, cut at the volume."""
    return tuple(
        slice(max(0, int(np.floor(a))), max(0, min(size, int(np.ceil(b)) + 1)))
        for a, b, size in zip(low, high, shape, strict=True)
    )
