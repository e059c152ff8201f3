"""A scan's values as whole numbers of 16 bits, made a slab at a time.

Files hold what may take four times as much: 64 bits, or numbers that a slope makes of integers; nothing so large
is ever in memory.
"""

from collections.abc import Iterator
from typing import Any, Protocol

import numpy as np

# Voxels of a slab.
SLAB = 1 << 22
LOWEST, HIGHEST = -(1 << 15), (1 << 15) - 1


class Sliced(Protocol):
    """Voxels (i, j, k) in memory, or in a file that reads the part it is asked for."""

    shape: tuple[int, ...]

    def __getitem__(self, part: Any) -> Any:
        """A part."""


def slabs(array: Sliced) -> Iterator[tuple[slice, np.ndarray]]:
    """All voxels in parts along the last axis, in which files store them, with where each lies on it."""
    rows, columns, length = array.shape
    step = max(1, SLAB // max(1, rows * columns))
    for start in range(0, length, step):
        part = slice(start, min(start + step, length))
        yield part, np.asanyarray(array[..., part])


def rounded(array: Sliced) -> np.ndarray:
    """The values (i, j, k) rounded to int16; those beyond its range become its bounds.

    Args:
        array: An int16 array comes back itself.
    """
    if isinstance(array, np.ndarray) and array.dtype == np.int16:
        return array
    whole = np.empty(array.shape, np.int16, order="F")
    for part, values in slabs(array):
        if values.dtype.kind == "f":
            values = np.rint(values)
        elif values.dtype != np.int16:
            values = values.astype(np.int64)
        whole[..., part] = np.clip(values, LOWEST, HIGHEST)
    return whole
