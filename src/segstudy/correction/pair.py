"""One case with its displaced and its correct label map."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Pair:
    """Label maps of one grid, integers (i, j, k); affine: (4, 4), voxel to mm."""

    case: str
    displaced: np.ndarray
    correct: np.ndarray
    affine: np.ndarray

    @property
    def spacing(self) -> tuple[float, float, float]:
        """Voxel spacing along each axis, in mm."""
        return tuple(float(step) for step in np.linalg.norm(self.affine[:3, :3], axis=0))
