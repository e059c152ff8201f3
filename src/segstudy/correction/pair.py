"""One case with its displaced and its correct label map."""

from dataclasses import dataclass

import numpy as np

from segstudy.correction.rigid import Triple, triple


@dataclass(frozen=True)
class Pair:
    """Both label maps of one case.

    Attributes:
        case: Its name.
        displaced: Integers, (i, j, k).
        correct: Integers, of the same grid.
        affine: (4, 4), voxel to mm.
    """

    case: str
    displaced: np.ndarray
    correct: np.ndarray
    affine: np.ndarray

    @property
    def spacing(self) -> Triple:
        """Voxel spacing along each axis, in mm."""
        return triple(np.linalg.norm(self.affine[:3, :3], axis=0))
