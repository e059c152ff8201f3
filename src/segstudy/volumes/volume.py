"""A scan or label map in memory: voxels and where they are."""

from dataclasses import dataclass

import numpy as np

# More than any scan has: what promises more is damaged.
MOST_VOXELS = 1 << 31


@dataclass(frozen=True)
class Volume:
    """Voxels in the file's own grid.

    Attributes:
        array: (i, j, k) in the order the file stores its axes.
        affine: (4, 4), voxel index to millimeters, x to the right, y to the front, z to the head (NIfTI's RAS+ world).
    """

    array: np.ndarray
    affine: np.ndarray

    @property
    def spacing(self) -> tuple[float, float, float]:
        """Distance between the centers of neighboring voxels along each axis, in mm."""
        lengths = np.sqrt((self.affine[:3, :3] ** 2).sum(axis=0))
        return float(lengths[0]), float(lengths[1]), float(lengths[2])

    def with_array(self, array: np.ndarray) -> "Volume":
        """The same grid with other voxels."""
        return Volume(array, self.affine)
