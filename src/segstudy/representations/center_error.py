"""How far off the centers are that one label map places for another."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from segstudy.representations.objects import slice_objects


class CenterError(NamedTuple):
    """How far the centers of one organ in one case lie from the objects of the reference.

    Attributes:
        objects: objects in all slices of the reference.
        found: those with a center of the organ in the same slice.
        error: their mean distance to the nearest such center, in the unit of the spacing; NaN without any.
    """

    objects: int
    found: int
    error: float


def _centers(mask: np.ndarray, spacing: tuple[float, float]) -> np.ndarray:
    centers = []
    for piece in slice_objects(mask):
        rows, columns = np.nonzero(piece.mask)
        centers.append((piece.top + rows.mean(), piece.left + columns.mean()))
    return np.reshape(centers, (-1, 2)) * spacing


def center_errors(
    source: np.ndarray, reference: np.ndarray, organs: Mapping[str, int], spacing: tuple[float, float]
) -> dict[str, CenterError]:
    """Distances between centroids of connected components, slice by slice, for each organ.

    Args:
        source: Label map (slices, rows, columns) that places the centers.
        reference: Label map of the same grid.
        organs: Label integer by organ.
        spacing: Along rows and columns.
    """
    errors: dict[str, CenterError] = {}
    for organ, integer in organs.items():
        objects = 0
        distances: list[float] = []
        for placed, truth in zip(source == integer, reference == integer, strict=True):
            centers = _centers(truth.astype(np.uint8), spacing)
            objects += len(centers)
            if len(centers) and placed.any():
                gaps = centers[:, None] - _centers(placed.astype(np.uint8), spacing)[None]
                distances += np.linalg.norm(gaps, axis=2).min(axis=1).tolist()
        errors[organ] = CenterError(objects, len(distances), float(np.mean(distances)) if distances else float("nan"))
    return errors
