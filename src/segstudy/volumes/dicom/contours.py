"""Contours of a structure as voxels, and back: a voxel belongs to it where its center lies inside."""

from collections.abc import Sequence

import numpy as np
from skimage.draw import polygon2mask
from skimage.measure import approximate_polygon, find_contours

# Contours whose voxels agree so far, and of whose points half lie so near the other (in voxels), are one, given twice:
# joined by even and odd, they would cancel. The outer and the inner wall of a thin ring are a voxel apart.
TWICE = 0.95
SAME_LINE = 0.5
# As far, in slices, the points of one contour may lie from their slice.
OFF_PLANE = 0.5


def contour_mask(contours: Sequence[np.ndarray], affine: np.ndarray, shape: tuple[int, int, int]) -> np.ndarray:
    """The voxels inside the closed contours of one structure; contours on slices that are not there are left out.

    On a slice the contours are taken from the largest to the smallest: one that lies within what is filled is a hole,
    one given twice counts once, any other is added.

    Args:
        contours: Each (n, 3), points in LPS mm.
        affine: (4, 4), voxel (column, row, slice) to RAS mm.
        shape: (columns, rows, slices).

    Raises:
        ValueError: A contour is not drawn in the plane of a slice.
    """
    mask = np.zeros(shape, bool)
    by_slice: dict[int, list[np.ndarray]] = {}
    to_voxels = np.linalg.inv(affine) @ np.diag([-1.0, -1.0, 1.0, 1.0])
    for contour in contours:
        if len(contour) < 3:
            continue
        points = contour @ to_voxels[:3, :3].T + to_voxels[:3, 3]
        index = round(float(np.median(points[:, 2])))
        if not 0 <= index < shape[2]:
            continue
        if np.abs(points[:, 2] - index).max() > OFF_PLANE:
            raise ValueError("a contour does not lie in the plane of a slice")
        by_slice.setdefault(index, []).append(points[:, :2])
    for index, polygons in by_slice.items():
        mask[:, :, index] = _filled([(polygon, polygon2mask(shape[:2], polygon)) for polygon in polygons])
    return mask


def mask_contours(mask: np.ndarray, affine: np.ndarray) -> list[tuple[int, np.ndarray]]:
    """The closed contours of a structure, slice by slice, halfway between voxels inside and outside.

    Voxels that touch at a corner alone are contours of their own; holes are contours within contours. `contour_mask`
    makes the same voxels of them.

    Args:
        mask: (columns, rows, slices), bool.
        affine: (4, 4), voxel (column, row, slice) to RAS mm.

    Returns:
        The slice of each contour, and its points (n, 3) in LPS mm, the first not repeated at the end.
    """
    to_lps = np.diag([-1.0, -1.0, 1.0, 1.0]) @ affine
    found = []
    for index in np.flatnonzero(mask.any(axis=(0, 1))).tolist():
        for closed in find_contours(np.pad(mask[:, :, index], 1).astype(np.uint8), 0.5, fully_connected="low"):
            corners = approximate_polygon(closed, 1e-6)[:-1] - 1  # of straight edges their ends are enough
            points = np.column_stack([corners, np.full(len(corners), float(index))])
            found.append((index, points @ to_lps[:3, :3].T + to_lps[:3, 3]))
    return found


def _filled(drawn: Sequence[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """One slice, from each contour's points (n, 2) in voxels and the voxels within it."""
    filled = np.zeros_like(drawn[0][1], dtype=bool)
    taken: list[tuple[np.ndarray, np.ndarray]] = []
    for polygon, area in sorted(drawn, key=lambda each: -int(each[1].sum())):
        size = int(area.sum())
        if any(_is_repeated(polygon, area, *each) for each in taken):
            continue
        taken.append((polygon, area))
        if size and int((area & filled).sum()) >= TWICE * size:
            filled &= ~area
        else:
            filled |= area
    return filled


def _is_repeated(polygon: np.ndarray, area: np.ndarray, other: np.ndarray, within: np.ndarray) -> bool:
    if int((area & within).sum()) < TWICE * int((area | within).sum()):
        return False
    return float(np.median(_apart(polygon, other))) <= SAME_LINE


def _apart(points: np.ndarray, polygon: np.ndarray) -> np.ndarray:
    """How far each of `points`, (n, 2), lies from the nearest edge of a closed polygon, (m, 2)."""
    edges = np.roll(polygon, -1, axis=0) - polygon
    lengths = np.maximum((edges**2).sum(axis=1), 1e-12)
    toward = points[:, None] - polygon
    along = np.clip((toward * edges).sum(axis=2) / lengths, 0, 1)
    return np.sqrt(((toward - along[..., None] * edges) ** 2).sum(axis=2)).min(axis=1)
