"""The shape of one organ's label: volume, pieces, holes, slices left out."""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import binary_fill_holes

from segstudy.volumes.connected import connected_components


@dataclass(frozen=True)
class Shape:
    """The shape of one label.

    Attributes:
        volume_ml: All of it.
        pieces: Connected by face, edge or corner.
        largest: Share of the voxels in the largest piece.
        hole_ml: Background enclosed on all sides.
        missing_slices: Slice numbers (from 1, in file order) without the organ between slices that have it.
        elongation: Standard deviation along the longest axis over that along the shortest.
    """

    volume_ml: float
    pieces: int
    largest: float
    hole_ml: float
    missing_slices: list[int]
    elongation: float


def shape_of(mask: np.ndarray, spacing: tuple[float, float, float], first_slice: int = 0) -> Shape:
    """Measure a boolean mask (i, j, k) that is cropped to its box; slices run along the third axis."""
    voxel_ml = float(np.prod(spacing)) / 1000
    pieces, count = connected_components(mask)
    sizes = np.bincount(pieces.ravel())[1:]
    total = int(sizes.sum())
    has_label = mask.any(axis=(0, 1))
    points = np.argwhere(mask)[:: max(1, total // 20000)] * np.asarray(spacing)
    spread = np.sqrt(np.linalg.eigvalsh(np.cov(points.T) + 1e-6 * np.eye(3))) if len(points) > 3 else np.ones(3)
    return Shape(
        volume_ml=total * voxel_ml,
        pieces=int(count),
        largest=float(sizes.max() / total),
        hole_ml=int(np.count_nonzero(binary_fill_holes(mask)) - total) * voxel_ml,
        missing_slices=[int(index) + first_slice + 1 for index in np.flatnonzero(~has_label)],
        elongation=float(spread[-1] / max(spread[0], 1e-3)),
    )
