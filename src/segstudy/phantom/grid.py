"""The scanner's voxel grid of one patient: size, spacing and orientation."""

from dataclasses import dataclass

import numpy as np

from segstudy.phantom.shapes import Coordinates

# Signs of the first two axes (LPS: to the left, to the back; RAS: to the right, to the front) and the world
# axis about which the grid is rotated. The cohort goes round this list, so that small cohorts have them all.
_ORIENTATIONS = (("LPS", None), ("RAS", None), ("LPS", None), ("LPS", 0), ("RAS", None), ("RAS", 2))
_SIGNS = {"LPS": (-1, -1, 1), "RAS": (1, 1, 1)}


@dataclass(frozen=True)
class Grid:
    """A grid of voxels.

    Attributes:
        shape: Voxels along (i, j, k).
        affine: (4, 4), voxel index to world millimeters (right, front, head).
    """

    shape: tuple[int, int, int]
    affine: np.ndarray

    def coordinates(self) -> Coordinates:
        """Position of every voxel relative to the grid's middle, mm: three float32 arrays of `shape`."""
        directions = self.affine[:3, :3].astype(np.float32)
        axes = [np.arange(n, dtype=np.float32) - np.float32((n - 1) / 2) for n in self.shape]
        i, j, k = axes[0][:, None, None], axes[1][:, None], axes[2]
        x, y, z = (directions[row, 0] * i + directions[row, 1] * j + directions[row, 2] * k for row in range(3))
        return x, y, z


def draw_grid(
    nominal: tuple[int, int, int], index: int, field_mm: float, length_mm: float, rng: np.random.Generator
) -> Grid:
    """A grid of about `nominal` voxels that covers `field_mm` across and `length_mm` along the body.

    Args:
        nominal: Voxels along (i, j, k), about.
        index: The patient's place in the cohort, which chooses the orientation.
        field_mm: Across the body.
        length_mm: Along the body.
        rng: Random numbers.
    """
    across, along = rng.uniform((0.92, 0.95), 1.1)
    # About x this sign shows the front of the chest higher up, and so keeps the heart off the first slice.
    angle = np.deg2rad(-rng.uniform(8, 12))
    middle = rng.uniform((-15, -190, -320), (15, -140, -180))
    shape = (*(max(4, round(n * across)) for n in nominal[:2]), max(4, round(nominal[2] * along)))
    code, axis = _ORIENTATIONS[index % len(_ORIENTATIONS)]
    in_plane = field_mm / min(shape[:2])
    affine = np.eye(4)
    affine[:3, :3] = np.diag(_SIGNS[code]) * (in_plane, in_plane, length_mm / shape[2])
    if axis is not None:
        affine[:3, :3] = _rotation(axis, angle) @ affine[:3, :3]
    affine[:3, 3] = middle - affine[:3, :3] @ [(n - 1) / 2 for n in shape]
    return Grid(shape, affine)


def _rotation(axis: int, angle: float) -> np.ndarray:
    first, second = (other for other in range(3) if other != axis)
    matrix = np.eye(3)
    matrix[first, first] = matrix[second, second] = np.cos(angle)
    matrix[first, second], matrix[second, first] = -np.sin(angle), np.sin(angle)
    return matrix
