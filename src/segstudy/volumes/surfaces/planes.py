"""Distance to the nearest voxel of a set, by planes whose pixels are square."""

from itertools import combinations

import numpy as np

from segstudy.volumes.opencv import cv2

# Spacings read from 32-bit headers differ in their last digits; over 200 mm this is .0001 mm.
_EQUAL = 5e-7


def equal_axes(spacing: tuple[float, ...]) -> tuple[int, int] | None:
    """Two of 2 or 3 axes that have equal spacing, in order; None where no two have."""
    pairs = combinations(range(len(spacing)), 2)
    return next(((a, b) for a, b in pairs if abs(spacing[b] - spacing[a]) <= _EQUAL * spacing[b]), None)


def _plane_distances(targets: np.ndarray, shape: tuple[int, int, int]) -> np.ndarray:
    """Distance in pixels to the nearest target of the same plane; infinite in planes without, and in one at each end.

    Args:
        targets: (m, 3), the plane's number first.
        shape: (planes, rows, columns).

    Returns:
        float32, (planes + 2, rows, columns), flat.
    """
    is_no_target = np.ones(shape, dtype=np.uint8)
    is_no_target[tuple(targets.T)] = 0
    distances = np.full((shape[0] + 2, *shape[1:]), np.inf, dtype=np.float32)
    for number in np.unique(targets[:, 0]):
        cv2.distanceTransform(is_no_target[number], cv2.DIST_L2, cv2.DIST_MASK_PRECISE, dst=distances[number + 1])
    return distances.reshape(-1)


def nearest_by_planes(
    points: np.ndarray,
    targets: np.ndarray,
    shape: tuple[int, ...],
    spacing: tuple[float, ...],
    plane: tuple[int, int],
    at_most: float = np.inf,
) -> np.ndarray:
    """Distance from each of `points` to the nearest of `targets`, in mm.

    Exact Euclidean distance transforms of planes (Felzenszwalb and Huttenlocher 2012); then each point searches the
    planes beside its own, from the nearest on, until the way there alone is longer than the distance it has so far. So
    a third pass over all voxels is spared. Squares of distances between pixels are whole numbers: none is rounded.

    Args:
        points: Integer voxel indices, (n, axes), of 2 or 3 axes, all within `shape`.
        targets: The same, (m, axes), m > 0.
        shape: Of the box, in voxels.
        spacing: Voxel spacing along each axis, in mm, equal along the two axes of `plane`.
        plane: The two axes whose planes are transformed.
        at_most: Longer distances, in mm, need not be right, only longer than this.

    Returns:
        float64, (n,).
    """
    if len(shape) == 2:
        points, targets = (np.pad(indices, ((0, 0), (1, 0))) for indices in (points, targets))
        shape, spacing, plane = (1, *shape), (1.0, *spacing), (1, 2)
    order = [3 - sum(plane), *plane]
    depth, rows, columns = (shape[axis] for axis in order)
    step, side = spacing[order[0]], spacing[plane[0]]
    distances = _plane_distances(targets[:, order], (depth, rows, columns))
    number, row, column = points[:, order].T
    number, pixel = number + 1, row * columns + column

    def squared(selected: np.ndarray | slice, away: int) -> np.ndarray:
        """Squares of the distances of some points to the nearest target in the plane so many above their own, mm²."""
        flat = np.clip(number[selected] + away, 0, depth + 1) * (rows * columns) + pixel[selected]
        pixels = np.rint(np.square(distances[flat], dtype=np.float64))
        return pixels * side**2 + (away * step) ** 2

    nearest = squared(slice(None), 0)
    for away in range(1, depth):
        open_points = np.flatnonzero(nearest > (away * step) ** 2)
        if not open_points.size or away * step > at_most:
            break
        beside = np.minimum(squared(open_points, away), squared(open_points, -away))
        nearest[open_points] = np.minimum(nearest[open_points], beside)
    return np.sqrt(nearest)
