"""Surfaces as elements that have a place and an area.

Nikolov et al. 2021 (doi:10.2196/26151): an element lies at each corner of voxels of which some are inside and some are
not; its area is that of the triangles that marching cubes (Lorensen and Cline 1987) lays between its eight voxels. In
2D it is a length, between four pixels.
"""

from collections.abc import Sequence
from functools import cache
from itertools import permutations, product
from typing import NamedTuple

import numpy as np

# By which of the eight voxels are inside, as bits (first axis · 4 + second · 2 + third): the triangles' normals in
# eighths, as long as the triangles are large. Only their absolute values count, and what is turned, mirrored, or has
# inside and outside exchanged has the same triangles, turned alike: so these 13 are all.
_TRIANGLES = {
    0b00000001: [(1, 1, 1)],
    0b00000011: [(2, 2, 0), (2, 2, 0)],
    0b00000110: [(1, 1, 1)] * 2,
    0b00000111: [(1, 1, 1), (2, 2, 2), (4, 0, 0)],
    0b00001111: [(4, 0, 0)] * 2,
    0b00010110: [(1, 1, 1)] * 3,
    0b00010111: [(1, 1, 1)] * 2 + [(2, 2, 2)] * 2,
    0b00011000: [(1, 1, 1)] * 2,
    0b00011001: [(0, 2, 2)] * 2 + [(1, 1, 1)],
    0b00011011: [(0, 2, 2), (1, 1, 1), (2, 0, 2), (3, 3, 3)],
    0b00011110: [(1, 1, 1)] * 2 + [(2, 2, 2), (4, 0, 0)],
    0b00111100: [(2, 2, 0)] * 4,
    0b01101001: [(1, 1, 1)] * 4,
}


@cache
def _normals() -> tuple[np.ndarray, ...]:
    """Absolute normals of the triangles of all 256 codes, (n, 3)."""
    bits = np.arange(8).reshape(2, 2, 2)
    found: dict[int, np.ndarray] = {0: np.zeros((0, 3)), 255: np.zeros((0, 3))}
    for code, triangles in _TRIANGLES.items():
        inside, normals = (code >> bits) & 1, np.array(triangles) / 8
        for axes, steps in product(permutations(range(3)), product((1, -1), repeat=3)):
            turned = inside.transpose(axes)[tuple(slice(None, None, step) for step in steps)]
            one = int((turned << bits).sum())
            found[one] = found[255 - one] = normals[:, axes]
    return tuple(found[code] for code in range(256))


@cache
def element_sizes(spacing: tuple[float, ...]) -> np.ndarray:
    """Area in mm² (in 2D, length in mm) of the element of each code, (256,) or (16,).

    Args:
        spacing: mm along each of 3 or 2 axes.
    """
    if len(spacing) == 3:
        faces = np.prod(spacing) / np.array(spacing)
        return np.array([np.linalg.norm(normals * faces, axis=1).sum() for normals in _normals()])
    first, second = spacing
    across = np.hypot(first, second) / 2
    one_side = {0b0011: second, 0b1100: second, 0b0101: first, 0b1010: first, 0b0110: 2 * across, 0b1001: 2 * across}
    return np.array([0.0, *(one_side.get(code, across) for code in range(1, 15)), 0.0])


class SurfaceElements(NamedTuple):
    """A mask's surface.

    Attributes:
        is_element: Boolean, whether an element lies at each corner: corner c between voxels c - margin - 1 and
            c - margin of the mask, along each axis.
        places: Where, as flat indices of `is_element`, int64 (n,).
        sizes: How large, in mm² (in 2D, mm), float64 (n,).
    """

    is_element: np.ndarray
    places: np.ndarray
    sizes: np.ndarray

    @property
    def corners(self) -> np.ndarray:
        """Where, as integers (n, axes)."""
        return np.stack(np.unravel_index(self.places, self.is_element.shape), axis=1)


def surface_elements(mask: np.ndarray, spacing: tuple[float, ...], margin: Sequence[int]) -> SurfaceElements:
    """The elements of a mask's surface.

    Args:
        mask: Boolean, 3D or 2D; beyond it all is outside.
        spacing: mm along each axis.
        margin: Corners without any on either side, along each axis.
    """
    # in rows' order, whatever the mask's: places are counted so
    code = np.pad(np.ascontiguousarray(mask), [(side + 1,) * 2 for side in margin]).view(np.uint8)
    for axis, shift in enumerate((4, 2, 1)[-mask.ndim :]):
        low, high = (code[(slice(None),) * axis + (part,)] for part in (slice(None, -1), slice(1, None)))
        code = low | (high << np.uint8(shift))
    # code 0 becomes the largest
    is_element = (code - np.uint8(1)) < np.uint8(2**2**mask.ndim - 2)
    places = np.flatnonzero(is_element)
    return SurfaceElements(is_element, places, element_sizes(spacing)[code.reshape(-1)[places]])
