"""Where windows lie, and how much each of their voxels counts."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

# Width of the Gaussian as a share of the window's side, and the least a voxel counts: as in nnU-Net and MONAI.
SIGMA = 1 / 8
LEAST = 1e-3


@dataclass(frozen=True)
class Window:
    """What a network for volumes is given at a time.

    Attributes:
        shape: (slices, rows, columns).
        overlap: Of neighboring windows, as a share of their side.
        mirrored: Axes among (0, 1, 2), over both directions of which predictions are averaged.
    """

    shape: tuple[int, int, int]
    overlap: float = 0.5
    mirrored: tuple[int, ...] = ()


def window_starts(size: int, side: int, overlap: float) -> list[int]:
    """Where windows of `side` voxels begin along an axis of `size`, at least as long; the last ends with it."""
    step = max(1, int(side * (1 - overlap)))
    count = math.ceil((size - side) / step) + 1
    return [min(index * step, size - side) for index in range(count)]


def gaussian_weights(shape: Sequence[int]) -> np.ndarray:
    """How much each voxel of a window counts: float32, 1 at its center (Isensee et al. 2021, Nature Methods)."""
    weights = np.ones((), np.float32)
    for side in shape:
        distance = np.arange(side, dtype=np.float32) - np.float32((side - 1) / 2)
        weights = weights[..., None] * np.exp(-(distance**2) / np.float32(2 * (SIGMA * side) ** 2))
    return np.maximum(weights, max(float(weights.min()), LEAST)).astype(np.float32)
