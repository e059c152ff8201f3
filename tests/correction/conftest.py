"""Hearts made for these tests: a bent ellipsoid with a lobe, unlike itself under any turn."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from scipy.ndimage import affine_transform

from segstudy.correction.rigid import RigidTransform


def heart_mask(
    shape: tuple[int, int, int], center: Sequence[float], radii: Sequence[float], turn: float = 0.0, lobe: float = 0.3
) -> np.ndarray:
    """Boolean (i, j, k); `turn` in degrees makes patients differ; `lobe` 0 leaves a plain ellipsoid."""
    grid = np.meshgrid(*[np.arange(size, dtype=float) for size in shape], indexing="ij", sparse=True)
    i, j, k = ((axis - c) / r for axis, c, r in zip(grid, center, radii, strict=True))
    cos, sin = np.cos(np.deg2rad(turn)), np.sin(np.deg2rad(turn))
    i, j = cos * i + sin * j, cos * j - sin * i
    body = i**2 + (j - lobe * i**2) ** 2 + k**2 < 1
    return body | ((i - 0.7) ** 2 + (j + 0.4) ** 2 + (k - 0.2) ** 2 < lobe)


def displaced_mask(mask: np.ndarray, displacement: RigidTransform) -> np.ndarray:
    """`mask` displaced by scipy over the whole volume: its matrix maps displaced voxels to true ones."""
    pull = np.linalg.inv(displacement.matrix)
    moved = affine_transform(mask.astype(np.uint8), pull[:3, :3], pull[:3, 3], order=0, mode="grid-constant")
    return moved.astype(bool)


@pytest.fixture(scope="session")
def displaced_in_full() -> Callable[..., np.ndarray]:
    return displaced_mask


@pytest.fixture(scope="session")
def heart() -> Callable[..., np.ndarray]:
    return heart_mask
