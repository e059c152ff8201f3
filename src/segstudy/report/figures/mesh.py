"""Surfaces small enough to stand in a page: fewer triangles, and corners in 16 bits."""

import base64
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from segstudy.report.figures.surfaces import Surface

MOST_TRIANGLES = 1200
FIRST_CELL_MM = 2.0
COARSER = 1.25
REACH_MM = 40.0


def decimated(mesh: Surface, most: int = MOST_TRIANGLES) -> tuple[np.ndarray, np.ndarray]:
    """Thin a surface out by vertex clustering (Rossignac and Borrel 1993).

    All points of a cell become their mean, and triangles that lose a corner vanish; cells grow until few are left.

    Args:
        mesh: the surface.
        most: how many triangles may remain.

    Returns:
        Points (n, 3) in mm, and triangles (m ≤ most, 3).
    """
    points, triangles, cell = mesh.points, mesh.triangles, FIRST_CELL_MM
    while len(triangles) > most:
        _, inverse = np.unique(np.floor(mesh.points / cell).astype(np.int64), axis=0, return_inverse=True)
        inverse = inverse.ravel()
        counts = np.bincount(inverse)
        points = np.stack([np.bincount(inverse, mesh.points[:, axis]) / counts for axis in range(3)], axis=1)
        corners = inverse[mesh.triangles]
        kept = (corners != np.roll(corners, 1, axis=1)).all(axis=1)
        _, first = np.unique(np.sort(corners[kept], axis=1), axis=0, return_index=True)
        triangles = corners[kept][np.sort(first)]
        cell *= COARSER
    return points, triangles


def packed(
    maps: Mapping[str, Mapping[str, Surface | None]], reference: str, colors: Mapping[str, str], clear: Collection[str]
) -> dict[str, Any]:
    """Meshes as plain values for the page's script, which draws all of them alike.

    Args:
        maps: the organs' surfaces by title.
        reference: the title of the map that is shown as a whole; others are shown as far as they reach no further off
            than `REACH_MM`, or as a whole where the reference is empty.
        colors: by organ.
        clear: organs that one can look through.

    Returns:
        `low` and `side`, in mm: a corner is its 16-bit numbers / 65535 · side + low. `middle` and `half`, in mm: the
        center of what is shown and half of its longest side. `maps`: of each map its meshes; corners (right, front,
        head) and the corners of triangles are base64 of little-endian arrays.

    Raises:
        ValueError: no map holds a surface.
    """
    meshes = {
        title: {organ: decimated(mesh) for organ, mesh in own.items() if mesh is not None}
        for title, own in maps.items()
    }
    points = {
        title: np.concatenate([np.empty((0, 3)), *(own for own, _ in group.values())])
        for title, group in meshes.items()
    }
    every = np.concatenate(list(points.values()))
    if not len(every):
        raise ValueError("no map holds a surface")
    low, side = every.min(axis=0), float(np.ptp(every, axis=0).max())
    first, last = _shown(points[reference], every)
    return {
        "low": low.round(3).tolist(),
        "side": round(side, 3),
        "middle": ((first + last) / 2).round(3).tolist(),
        "half": round(float((last - first).max()) / 2, 3),
        "maps": [
            [
                {
                    "organ": organ,
                    "color": colors[organ],
                    "clear": organ in clear,
                    "points": _encoded(np.rint((corners - low) / side * 65535)),
                    "triangles": _encoded(triangles),
                }
                for organ, (corners, triangles) in own.items()
            ]
            for own in meshes.values()
        ],
    }


def _shown(reference: np.ndarray, every: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The corners of the box that is shown, in mm."""
    low, high = every.min(axis=0), every.max(axis=0)
    if not len(reference):
        return low, high
    first, last = reference.min(axis=0), reference.max(axis=0)
    return np.maximum(low, first - REACH_MM), np.minimum(high, last + REACH_MM)


def _encoded(numbers: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(numbers, dtype="<u2").tobytes()).decode("ascii")
