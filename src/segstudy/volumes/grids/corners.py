"""How far apart two grids of one shape lie."""

import numpy as np

# Two grids are one where no corner is farther apart than this share of the smallest spacing: headers store rounded
# numbers.
GRID_TOLERANCE = 0.1


def corner_distance(shape: tuple[int, ...], first: np.ndarray, second: np.ndarray) -> float:
    """How far two affines put the same corner of a 3D grid apart at most, in mm.

    Args:
        shape: Voxels along each axis.
        first: (4, 4), voxel index to mm.
        second: The other, likewise.
    """
    corners = np.array(np.meshgrid(*[(0, size - 1) for size in shape[:3]], indexing="ij")).reshape(3, -1)
    difference = (first - second)[:3]
    return float(np.linalg.norm(difference[:, :3] @ corners + difference[:, 3:], axis=0).max())
