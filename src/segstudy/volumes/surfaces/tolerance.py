"""How much of two surfaces lies within a tolerance of each other: normalized surface distance (NSD).

Nikolov et al. 2021 (doi:10.2196/26151): the area of the elements of both surfaces whose distance to the nearest element
of the other is at most the tolerance, over the area of all.
"""

from collections.abc import Sequence

import numpy as np

from segstudy.volumes.surfaces.elements import SurfaceElements, surface_elements
from segstudy.volumes.surfaces.nearest import nearest_mm

# A distance that equals the tolerance counts as within it, whatever the last bits of its square root.
_ROUNDING_MM = 1e-4
# With more places to look at about each element than this, the distance itself is found sooner.
_MOST_PLACES = 250


def normalized_surface_distance(
    reference: np.ndarray,
    prediction: np.ndarray,
    spacing: tuple[float, ...],
    tolerance_mm: float,
    flat_axis: int | None = None,
) -> float:
    """The share of both surfaces, by area, within a tolerance of the other.

    Args:
        reference: Boolean mask, 3D, with at least one voxel; beyond it all is outside.
        prediction: The same, of the same shape.
        spacing: Voxel spacing along each axis, in mm.
        tolerance_mm: In mm.
        flat_axis: The axis along which a 2D image has its one slice: there contours are compared, by their length.

    Raises:
        ValueError: Where a mask is empty.
    """
    if flat_axis is not None:
        reference, prediction = reference.squeeze(flat_axis), prediction.squeeze(flat_axis)
        spacing = tuple(np.delete(spacing, flat_axis).tolist())
    limit = tolerance_mm + _ROUNDING_MM
    steps = _steps(spacing, limit)
    margin = np.abs(steps).max(axis=0) if len(steps) <= _MOST_PLACES else np.zeros(len(spacing), int)
    surfaces = [surface_elements(mask, spacing, margin.tolist()) for mask in (reference, prediction)]
    if not all(len(surface.places) for surface in surfaces):
        raise ValueError("a surface distance needs two masks with at least one voxel each")
    within = total = 0.0
    for own, other in (surfaces, surfaces[::-1]):
        near = _near(own, other, steps) if len(steps) <= _MOST_PLACES else _nearest(own, other, spacing, limit)
        within, total = within + float(own.sizes[near].sum()), total + float(own.sizes.sum())
    return within / total


def _steps(spacing: Sequence[float], limit: float) -> np.ndarray:
    """The steps from a corner to all corners within `limit`, the shortest first: integers (n, axes)."""
    reach = [int(limit // step) for step in spacing]
    steps = np.stack(np.meshgrid(*(np.arange(-r, r + 1) for r in reach), indexing="ij"), axis=-1).reshape(
        -1, len(reach)
    )
    squares = ((steps * np.array(spacing)) ** 2).sum(axis=1)
    order = np.argsort(squares, kind="stable")
    return steps[order[squares[order] <= limit**2]]


def _near(own: SurfaceElements, other: SurfaceElements, steps: np.ndarray) -> np.ndarray:
    """Which elements of one surface have one of the other at any of these steps."""
    flags, near = other.is_element.reshape(-1), np.ones(len(own.places), bool)
    strides = np.array(other.is_element.strides)  # of one byte an item
    left, where = np.arange(len(own.places)), own.places
    for step in (steps @ strides).tolist():
        missing = ~flags[where + step]
        left, where = left[missing], where[missing]
        if not len(left):
            break
    near[left] = False
    return near


def _nearest(own: SurfaceElements, other: SurfaceElements, spacing: tuple[float, ...], limit: float) -> np.ndarray:
    return nearest_mm(own.corners, other.corners, spacing, at_most=limit) <= limit
