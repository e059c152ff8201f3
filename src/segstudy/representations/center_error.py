"""How far off the centers are that one label map lays for another."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from segstudy.representations.objects import slice_objects


class CenterError(NamedTuple):
    """Of one organ in one case. objects: in all slices of the reference. found: those with a center of the organ in the
    same slice. error: their mean distance to the nearest such center, in the unit of the spacing; NaN without any.
    """

    objects: int
    found: int
    error: float


def _centers(mask: np.ndarray, spacing: tuple[float, float]) -> np.ndarray:
    found = []
    for piece in slice_objects(mask):
        rows, columns = np.nonzero(piece.mask)
        found.append((piece.top + rows.mean(), piece.left + columns.mean()))
    return np.reshape(found, (-1, 2)) * spacing


def center_errors(
    source: np.ndarray, reference: np.ndarray, organs: Mapping[str, int], spacing: tuple[float, float]
) -> dict[str, CenterError]:
    """Distances between centroids of connected components, slice by slice, for each organ.

    source, reference: label maps (slices, rows, columns) of one grid. spacing: along rows and columns.
    """
    errors: dict[str, CenterError] = {}
    for organ, integer in organs.items():
        objects, distances = 0, []
        for laid, truth in zip(source == integer, reference == integer, strict=True):
            wanted = _centers(truth.astype(np.uint8), spacing) if truth.any() else ()
            objects += len(wanted)
            if len(wanted) and laid.any():
                gaps = wanted[:, None] - _centers(laid.astype(np.uint8), spacing)[None]
                distances += np.linalg.norm(gaps, axis=2).min(axis=1).tolist()
        errors[organ] = CenterError(objects, len(distances), float(np.mean(distances)) if distances else float("nan"))
    return errors
