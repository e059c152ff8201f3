"""Signed distances of simple solids, in mm: negative inside, zero on the surface.

Distances are exact for round tubes and first-order near the surface of all else, which is all that the
share of a voxel inside a solid needs.
"""

from collections.abc import Sequence

import numpy as np

Coordinates = tuple[np.ndarray, np.ndarray, np.ndarray]
Point = tuple[float, float, float]


def combined(weights: np.ndarray, axes: Sequence[np.ndarray]) -> np.ndarray:
    """The sum of three coordinates, each times its weight, (3,), in float32."""
    first, second, third = (np.float32(weight) * axis for weight, axis in zip(weights, axes, strict=True))
    return first + second + third


def ellipsoid(at: Coordinates, center: Point, radii: Point, axes: np.ndarray | None = None) -> np.ndarray:
    """Signed distance to an ellipsoid; the rows of `axes` (3, 3) are the directions of its radii."""
    offsets = [axis - np.float32(middle) for axis, middle in zip(at, center, strict=True)]
    if axes is not None:
        offsets = [combined(row, offsets) for row in axes]
    level = sum((offset / np.float32(radius)) ** 2 for offset, radius in zip(offsets, radii, strict=True))
    slope = sum((offset / np.float32(radius**2)) ** 2 for offset, radius in zip(offsets, radii, strict=True))
    level = np.sqrt(level)
    return level * (level - 1) / np.maximum(np.sqrt(slope), np.float32(1e-6))


def tube(at: Coordinates, points: Sequence[Point], radii: Sequence[float], widening: float = 1) -> np.ndarray:
    """Signed distance to a tube through `points`, its radius linear from point to point.

    Args:
        at: Where the distance is wanted, mm.
        points: Of the tube's middle line, mm.
        radii: One a point, mm.
        widening: How much wider than high its section is, along the first axis.
    """
    x, y, z = at[0] / np.float32(widening), at[1], at[2]
    path = np.asarray(points, np.float32) / np.array([widening, 1, 1], np.float32)
    nearest = np.full(x.shape, 1e3, np.float32)
    for start, end, first, last in zip(path, path[1:], radii, radii[1:], strict=False):
        along = end - start
        length = np.float32(along @ along)
        share = ((x - start[0]) * along[0] + (y - start[1]) * along[1] + (z - start[2]) * along[2]) / length
        np.clip(share, 0, 1, out=share)
        squared = (x - start[0] - share * along[0]) ** 2
        squared += (y - start[1] - share * along[1]) ** 2
        squared += (z - start[2] - share * along[2]) ** 2
        np.minimum(nearest, np.sqrt(squared) - (np.float32(first) + share * np.float32(last - first)), out=nearest)
    return nearest


def superellipse(u: np.ndarray, v: np.ndarray, power: float) -> np.ndarray:
    """Level of a rounded rectangle at coordinates over its half-axes: 1 on its outline, 0 in the middle."""
    exponent = np.float32(power)
    return (np.abs(u) ** exponent + np.abs(v) ** exponent) ** (1 / exponent)


def outline(
    x: np.ndarray, y: np.ndarray, width: np.ndarray | np.floating, depth: np.ndarray | np.floating, power: float
) -> np.ndarray:
    """Signed distance, along the ray from the middle, to a superellipse of half-axes `width` and `depth`."""
    level = np.maximum(superellipse(x / width, y / depth, power), np.float32(1e-3))
    return np.sqrt(x**2 + y**2) * (1 - 1 / level)


def smooth_union(solids: Sequence[np.ndarray], blend: float) -> np.ndarray:
    """Signed distance to the union of solids, their creases rounded over about `blend` mm."""
    united = solids[0]
    for other in solids[1:]:
        overlap = np.clip(0.5 + 0.5 * (other - united) / np.float32(blend), 0, 1).astype(np.float32)
        united = other + (united - other) * overlap - np.float32(blend) * overlap * (1 - overlap)
    return united


def bend(z: np.ndarray, knots: Sequence[float], values: Sequence[float]) -> np.ndarray:
    """`values` at heights `knots` (rising), linear between and constant beyond."""
    return np.interp(z, knots, values).astype(np.float32)
