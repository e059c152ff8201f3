"""Working on a mask piece by piece, where a step looks no farther than a known number of voxels."""

import itertools
from collections.abc import Callable

import numpy as np

_SMALLEST_TILE = 64


def by_tiles(step: Callable[[np.ndarray], np.ndarray], mask: np.ndarray, reach: tuple[int, int, int]) -> np.ndarray:
    """Apply `step` to a mask in tiles: what it gives for the whole, in little memory.

    Pieces without a voxel set are left out, so that a few far islands do not make all between them work.

    Args:
        step: Takes a boolean 3D array and returns one of its shape, empty for an empty one, in which a voxel depends on
            voxels at most `reach` away along each axis, and on the array's border only when that is as near.
        mask: Boolean, 3D.
        reach: In voxels, along each axis.
    """
    result = np.zeros_like(mask)
    starts = []
    for length, halo in zip(mask.shape, reach, strict=True):
        edge = max(_SMALLEST_TILE, 4 * halo)  # a tile much smaller than its surroundings repeats work
        starts.append([(start, min(start + edge, length)) for start in range(0, length, edge)])
    for corner in itertools.product(*starts):
        tile = tuple(slice(first, last) for first, last in corner)
        surroundings = tuple(slice(max(t.start - halo, 0), t.stop + halo) for t, halo in zip(tile, reach, strict=True))
        if mask[surroundings].any():
            inner = tuple(slice(t.start - a.start, t.stop - a.start) for t, a in zip(tile, surroundings, strict=True))
            result[tile] = step(mask[surroundings].copy(order="K"))[inner]
    return result
