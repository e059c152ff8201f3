"""A scan's values as whole numbers of 16 bits, made a slab at a time.

Files hold what may take four times as much: 64 bits, or numbers that a slope makes of integers; nothing so large
is ever in memory.
"""

import math
from collections.abc import Iterator
from typing import Any, Protocol

import numpy as np

# Voxels of a slab.
SLAB = 1 << 22
LOWEST, HIGHEST = -(1 << 15), (1 << 15) - 1
SMALLEST = 1e-30


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
    return _whole(array, 1.0)


def scale_of(lowest: float, highest: float, fractional: bool) -> float:
    """By what values are multiplied so that whole numbers of 16 bits hold them: a power of two, 1 where they do.

    Args:
        lowest: The lowest of a scan whose values mean nothing by themselves.
        highest: The highest.
        fractional: Whether any is no whole number: rounded, nearly all of a scan may be one and the same, however large
            the few largest of its values are.
    """
    if not fractional and lowest >= LOWEST and highest <= HIGHEST:
        return 1.0
    largest = max(abs(lowest), abs(highest))
    # what is smaller than any measurement, 32 bits could not tell from none
    return float(2.0 ** math.floor(math.log2(HIGHEST / largest))) if largest > SMALLEST else 1.0


def scaled(array: Sliced) -> tuple[np.ndarray, float]:
    """The values (i, j, k) as int16 and by what they were multiplied before they were rounded (see `scale_of`)."""
    lowest, highest, fractional = math.inf, -math.inf, False
    for _, values in slabs(array):
        lowest, highest = min(lowest, float(values.min())), max(highest, float(values.max()))
        fractional = fractional or (values.dtype.kind == "f" and bool((values != np.rint(values)).any()))
    scale = scale_of(lowest, highest, fractional)
    return (rounded(array) if scale == 1 else _whole(array, scale)), scale


def _whole(array: Sliced, scale: float) -> np.ndarray:
    whole = np.empty(array.shape, np.int16, order="F")
    for part, values in slabs(array):
        if scale != 1:
            values = np.rint(values * scale)
        elif values.dtype.kind == "f":
            values = np.rint(values)
        elif values.dtype != np.int16:
            values = values.astype(np.int64)
        whole[..., part] = np.clip(values, LOWEST, HIGHEST)
    return whole
