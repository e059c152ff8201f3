"""Contours of a structure as voxels: a voxel belongs to it where its center lies inside."""

from collections.abc import Sequence

import numpy as np
from skimage.draw import polygon2mask

# Contours whose voxels agree so far are one, given twice: joined by even and odd, they would cancel.
TWICE = 0.95
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
        mask[:, :, index] = _filled([polygon2mask(shape[:2], polygon) for polygon in polygons])
    return mask


def _filled(areas: Sequence[np.ndarray]) -> np.ndarray:
    filled = np.zeros_like(areas[0], dtype=bool)
    taken: list[np.ndarray] = []
    for area in sorted(areas, key=lambda each: -int(each.sum())):
        size = int(area.sum())
        if any(int((area & each).sum()) >= TWICE * int((area | each).sum()) for each in taken):
            continue
        taken.append(area)
        if size and int((area & filled).sum()) >= TWICE * size:
            filled &= ~area
        else:
            filled |= area
    return filled
