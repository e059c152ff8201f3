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
    """The share of both surfaces, by area, within a tolerance of the other; see `normalized_surface_distances`."""
    return normalized_surface_distances(reference, prediction, spacing, [tolerance_mm], flat_axis)[0]


def normalized_surface_distances(
    reference: np.ndarray,
    prediction: np.ndarray,
    spacing: tuple[float, ...],
    tolerances_mm: Sequence[float],
    flat_axis: int | None = None,
) -> list[float]:
    """The share of both surfaces, by area, within each of several tolerances of the other, measured in one pass.

    Args:
        reference: Boolean mask, 3D, with at least one voxel; beyond it all is outside.
        prediction: The same, of the same shape.
        spacing: Voxel spacing along each axis, in mm.
        tolerances_mm: In mm, at least one.
        flat_axis: The axis along which a 2D image has its one slice: there contours are compared, by their length.

    Raises:
        ValueError: Where a mask is empty.
    """
    if flat_axis is not None:
        reference, prediction = reference.squeeze(flat_axis), prediction.squeeze(flat_axis)
        spacing = tuple(np.delete(spacing, flat_axis).tolist())
    limits = np.array(tolerances_mm) + _ROUNDING_MM
    steps = _steps(spacing, limits.max())
    margin = np.abs(steps).max(axis=0) if len(steps) <= _MOST_PLACES else np.zeros(len(spacing), int)
    surfaces = [surface_elements(mask, spacing, margin.tolist()) for mask in (reference, prediction)]
    if not all(len(surface.places) for surface in surfaces):
        raise ValueError("a surface distance needs two masks with at least one voxel each")
    within, total = np.zeros(len(limits)), 0.0
    for own, other in (surfaces, surfaces[::-1]):
        if len(steps) <= _MOST_PLACES:
            within += _area_near(own, other, steps, spacing, limits)
        else:
            apart = nearest_mm(own.corners, other.corners, spacing, at_most=limits.max())
            within += [float(own.sizes[apart <= limit].sum()) for limit in limits]
        total += float(own.sizes.sum())
    return [float(share) for share in within / total]


def _steps(spacing: Sequence[float], limit: float) -> np.ndarray:
    """The steps from a corner to all corners within `limit`, the shortest first: integers (n, axes)."""
    reach = [int(limit // step) for step in spacing]
    steps = np.stack(np.meshgrid(*(np.arange(-r, r + 1) for r in reach), indexing="ij"), axis=-1).reshape(
        -1, len(reach)
    )
    squares = ((steps * np.array(spacing)) ** 2).sum(axis=1)
    order = np.argsort(squares, kind="stable")
    return steps[order[squares[order] <= limit**2]]


def _area_near(
    own: SurfaceElements, other: SurfaceElements, steps: np.ndarray, spacing: tuple[float, ...], limits: np.ndarray
) -> np.ndarray:
    """The area of one surface that has an element of the other within each limit.

    Args:
        own: The surface whose elements are asked.
        other: The surface that is looked for.
        steps: From an element to where the other's may be, the shortest first, to the largest limit.
        spacing: Of the voxels, in mm.
        limits: In mm, in any order.
    """
    flags = other.is_element.reshape(-1)
    strides = np.array(other.is_element.strides)  # of one byte an item
    places = (steps @ strides).tolist()
    squares = ((steps * np.array(spacing)) ** 2).sum(axis=1)
    near, area, done = np.ones(len(own.places), bool), np.zeros(len(limits)), 0
    left, where = np.arange(len(own.places)), own.places
    for index in np.argsort(limits):
        upto = int(np.searchsorted(squares, limits[index] ** 2, side="right"))
        for place in places[done:upto]:
            if not len(left):
                break
            missing = ~flags[where + place]
            left, where = left[missing], where[missing]
        near[:] = True
        near[left] = False
        area[index], done = float(own.sizes[near].sum()), upto
    return area
