"""Closing and opening of a mask by a ball whose radius is in millimeters.

The ball is every voxel offset at most `radius_mm` long, so an ellipsoid of voxels where they are not cubes,
and flat along an axis whose spacing exceeds the radius. Dilation by a ball is the set of voxels at most a
radius away from the mask, erosion the set more than a radius away from what is outside it; one exact distance
transform each, at a cost that does not grow with the radius.
"""

import edt
import numpy as np

from segstudy.postprocessing.tiles import by_tiles

# Offsets exactly as long as the radius belong to the ball, whatever the last bits of 32-bit floats.
_ROUNDING = 1e-5


def _reach(spacing: tuple[float, float, float], radius_mm: float) -> tuple[int, int, int]:
    """Voxels along each axis that the ball reaches from its center."""
    radius = radius_mm * (1 + _ROUNDING)
    return int(radius // spacing[0]), int(radius // spacing[1]), int(radius // spacing[2])


def _dilated(mask: np.ndarray, spacing: tuple[float, float, float], radius_mm: float) -> np.ndarray:
    if not mask.any():
        return mask
    return edt.edtsq(~mask, anisotropy=spacing, parallel=1) <= radius_mm**2 * (1 + _ROUNDING)


def _eroded(mask: np.ndarray, spacing: tuple[float, float, float], radius_mm: float) -> np.ndarray:
    # What lies beyond the array is neither inside nor outside, and erodes nothing.
    if mask.all():
        return mask
    return edt.edtsq(mask, anisotropy=spacing, parallel=1) > radius_mm**2 * (1 + _ROUNDING)


def closing_mm(mask: np.ndarray, spacing: tuple[float, float, float], radius_mm: float) -> np.ndarray:
    """Fill holes, gaps and dents into which a ball of `radius_mm` does not fit.

    Adds voxels and takes none, also at the array's border: beyond it there is room for the dilated mask.

    Args:
        mask: Boolean, 3D.
        spacing: Voxel spacing along each axis, in mm.
        radius_mm: The ball's.
    """
    reach = _reach(spacing, radius_mm)
    if not any(reach):
        return mask.copy(order="K")
    inner = tuple(slice(voxels + 1, -voxels - 1) for voxels in reach)

    def close(part: np.ndarray) -> np.ndarray:
        padded = np.pad(part, [(voxels + 1, voxels + 1) for voxels in reach])
        return _eroded(_dilated(padded, spacing, radius_mm), spacing, radius_mm)[inner]

    return by_tiles(close, mask, (2 * reach[0], 2 * reach[1], 2 * reach[2]))


def opening_mm(mask: np.ndarray, spacing: tuple[float, float, float], radius_mm: float) -> np.ndarray:
    """Remove islands, spikes and bridges into which a ball of `radius_mm` does not fit.

    Takes voxels and adds none. An organ that the array's border cuts is taken to go on beyond it, so that
    it is not rounded off where the scan ends.

    Args:
        mask: Boolean, 3D.
        spacing: Voxel spacing along each axis, in mm.
        radius_mm: The ball's.
    """
    reach = _reach(spacing, radius_mm)
    if not any(reach):
        return mask.copy(order="K")

    def open_(part: np.ndarray) -> np.ndarray:
        return _dilated(_eroded(part, spacing, radius_mm), spacing, radius_mm)

    return by_tiles(open_, mask, (2 * reach[0], 2 * reach[1], 2 * reach[2]))
