"""Surfaces small enough to stand in a page: fewer triangles, and corners in 16 bits."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from segstudy.report.figures.surfaces import Surface

MOST_TRIANGLES = 1200
FIRST_CELL_MM = 2.0
COARSER = 1.25


def decimated(mesh: Surface, most: int = MOST_TRIANGLES) -> tuple[np.ndarray, np.ndarray]:
    """Points (n, 3) in mm and triangles (m ≤ most, 3), by vertex clustering (Rossignac and Borrel 1993).

    All points of a cell become their mean, and triangles that lose a corner vanish; cells grow until few are left.
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


def packed(maps: Mapping[str, Mapping[str, Surface | None]], colors: Mapping[str, str], clear: Sequence[str]) -> Any:
    """Plain values for the page: every map's meshes within one box, so that all are drawn alike.

    maps: the organs' surfaces by title. Corners are given in steps of 1/65535 of the box's longest side, as 16-bit
    numbers from its lowest corner; base64 of little-endian arrays, as the corners of triangles are.
    """
    meshes = {
        title: {organ: decimated(mesh) for organ, mesh in own.items() if mesh is not None}
        for title, own in maps.items()
    }
    every = np.concatenate([points for own in meshes.values() for points, _ in own.values()])
    low, side = every.min(axis=0), float((every.max(axis=0) - every.min(axis=0)).max())
    return {
        "size": ((every.max(axis=0) - low) / side).round(5).tolist(),
        "maps": [
            [
                {
                    "organ": organ,
                    "color": colors[organ],
                    "clear": organ in clear,
                    "points": _encoded(np.rint((points - low) / side * 65535)),
                    "triangles": _encoded(triangles),
                }
                for organ, (points, triangles) in own.items()
            ]
            for own in meshes.values()
        ],
    }


def _encoded(numbers: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(numbers, dtype="<u2").tobytes()).decode("ascii")
