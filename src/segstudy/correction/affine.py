"""A general linear transform of voxel coordinates, and what every kind of transform can do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from segstudy.running.errors import StudyError


class Transform(Protocol):
    """Voxel (i, j, k) to voxel, invertible."""

    @property
    def matrix(self) -> np.ndarray:
        """(4, 4) homogeneous matrix."""

    def inverse(self) -> "Transform":
        """The way back."""

    def __call__(self, points: np.ndarray) -> np.ndarray:
        """Move points, (n, 3)."""

    def as_dict(self) -> dict[str, Any]:
        """Plain numbers for JSON."""


@dataclass(frozen=True)
class AffineTransform:
    """x → A x + b in voxels (i, j, k).

    Attributes:
        rows: The matrix's three upper rows, four numbers each.
    """

    rows: tuple[tuple[float, ...], ...]

    @classmethod
    def of(cls, matrix: np.ndarray) -> "AffineTransform":
        """From a (4, 4) homogeneous matrix, or its upper (3, 4)."""
        return cls(tuple(tuple(float(value) for value in row) for row in np.asarray(matrix)[:3]))

    @property
    def matrix(self) -> np.ndarray:
        """(4, 4) homogeneous matrix, voxel to voxel."""
        return np.vstack([self.rows, (0.0, 0.0, 0.0, 1.0)])

    def inverse(self) -> "AffineTransform":
        """The way back."""
        return AffineTransform.of(np.linalg.inv(self.matrix))

    def __call__(self, points: np.ndarray) -> np.ndarray:
        """Move points, (n, 3)."""
        matrix = self.matrix
        return points @ matrix[:3, :3].T + matrix[:3, 3]

    def as_dict(self) -> dict[str, Any]:
        """Plain numbers for JSON."""
        return {"matrix": self.matrix.tolist()}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "AffineTransform":
        """Read what `as_dict` gave.

        Raises:
            StudyError: Where it is no invertible matrix.
        """
        try:
            matrix = np.array(values["matrix"], dtype=float).reshape(4, 4)
        except (KeyError, TypeError, ValueError) as error:
            raise StudyError(f"transform: not complete ({error!r}); run the stage `correction` again") from error
        if not (np.allclose(matrix[3], (0, 0, 0, 1)) and abs(np.linalg.det(matrix[:3, :3])) > 1e-6):
            raise StudyError("transform: `matrix` is no invertible transform of voxels; correct it")
        return cls.of(matrix)
