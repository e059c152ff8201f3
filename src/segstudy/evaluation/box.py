"""The smallest box around what is there, so that work is done where organs are."""

import numpy as np

Box = tuple[slice, ...]


def foreground_box(*arrays: np.ndarray) -> Box | None:
    """The smallest box that holds every nonzero voxel of any of `arrays`, or None where all are zero.

    arrays: of one shape, boolean or integer.
    """
    axes = range(arrays[0].ndim)
    box = []
    for axis in axes:
        others = tuple(other for other in axes if other != axis)
        found = np.flatnonzero(np.any([array.any(axis=others) for array in arrays], axis=0))
        if found.size == 0:
            return None
        box.append(slice(int(found[0]), int(found[-1]) + 1))
    return tuple(box)
