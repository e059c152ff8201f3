"""The surface of an organ as triangles."""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

# Steps of the voxel grid vanish, tubes of two voxels stay.
SMOOTHING_VOXELS = 0.7
# Boxes longer than this are meshed on every second voxel: a figure shows no more.
FINE_VOXELS = 160


@dataclass(frozen=True)
class Surface:
    """A closed surface.

    Attributes:
        points: (n, 3), in mm along right, front, head.
        triangles: (m, 3), of points, counterclockwise seen from outside.
    """

    points: np.ndarray
    triangles: np.ndarray


def surface(mask: np.ndarray, spacing: tuple[float, float, float]) -> Surface | None:
    """The border of a mask by marching cubes (Lewiner et al. 2003).

    The mask is smoothed first, by a Gaussian of 0.7 voxels, unless it would lose more than half of itself.

    Args:
        mask: (right, front, head).
        spacing: of its voxels, in mm.

    Returns:
        The surface; None where the mask is empty.
    """
    from skimage.measure import marching_cubes

    if not mask.any():
        return None
    ranges = [np.flatnonzero(mask.any(axis=tuple({0, 1, 2} - {axis}))) for axis in range(3)]
    part = tuple(slice(found[0], found[-1] + 1) for found in ranges)
    padded = np.pad(mask[part].astype(np.float32), 3)
    smooth = ndimage.gaussian_filter(padded, SMOOTHING_VOXELS)
    if (smooth > 0.5).sum() < 0.5 * padded.sum():
        smooth = padded
    step = 1 if max(padded.shape) <= FINE_VOXELS else 2
    points, triangles, _, _ = marching_cubes(smooth, 0.5, spacing=spacing, step_size=step)
    corner = np.array([found[0] - 3 for found in ranges]) * np.array(spacing)
    return Surface(points + corner, triangles[:, ::-1])
