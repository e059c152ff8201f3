"""A rigid transform of voxel coordinates: a turn about the slice axis and a translation."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from segstudy.running.errors import StudyError

Triple = tuple[float, float, float]


def triple(values: Sequence[float] | np.ndarray) -> Triple:
    """Three numbers as plain ones."""
    first, second, third = values
    return float(first), float(second), float(third)


@dataclass(frozen=True)
class RigidTransform:
    """x → R(x - pivot) + pivot + translation, in voxels (i, j, k), the same for every case.

    Voxels, not millimeters: the displacement was made on arrays, whatever their spacing.

    Attributes:
        angle_deg: Turn about the third axis, from the first axis towards the second.
        pivot: In voxels.
        translation: In voxels.
    """

    angle_deg: float
    pivot: Triple
    translation: Triple

    @property
    def rotation(self) -> np.ndarray:
        """(3, 3) R."""
        cos, sin = math.cos(math.radians(self.angle_deg)), math.sin(math.radians(self.angle_deg))
        return np.array([[cos, -sin, 0.0], [sin, cos, 0.0], [0.0, 0.0, 1.0]])

    @property
    def matrix(self) -> np.ndarray:
        """(4, 4) homogeneous matrix, voxel to voxel."""
        matrix = np.eye(4)
        matrix[:3, :3] = self.rotation
        pivot = np.array(self.pivot)
        matrix[:3, 3] = pivot - self.rotation @ pivot + self.translation
        return matrix

    def inverse(self) -> "RigidTransform":
        """The way back, about the same pivot."""
        back = -(self.rotation.T @ self.translation)
        return RigidTransform(-self.angle_deg, self.pivot, triple(back))

    def __call__(self, points: np.ndarray) -> np.ndarray:
        """Move points, (n, 3)."""
        return points @ self.rotation.T + self.matrix[:3, 3]

    def center(self) -> tuple[float, float] | None:
        """(i, j) of the line that the transform turns about; None for a pure translation.

        A turn and an in-plane translation together are one turn about this line.
        """
        plane = np.eye(2) - self.rotation[:2, :2]
        if abs(np.linalg.det(plane)) < 1e-12:
            return None
        i, j = np.linalg.solve(plane, self.matrix[:2, 3])
        return float(i), float(j)

    def as_dict(self) -> dict[str, Any]:
        """Plain numbers for JSON; the matrix is there for other programs."""
        return {
            "angle_deg": self.angle_deg,
            "pivot": list(self.pivot),
            "translation": list(self.translation),
            "matrix": self.matrix.tolist(),
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "RigidTransform":
        """Read what `as_dict` gave.

        Raises:
            StudyError: Where numbers are missing or contradict each other.
        """
        try:
            transform = cls(
                float(values["angle_deg"]),
                triple(values["pivot"]),
                triple(values["translation"]),
            )
            agrees = np.allclose(transform.matrix, np.array(values["matrix"], dtype=float), atol=1e-6)
        except (KeyError, TypeError, ValueError) as error:
            raise StudyError(f"rigid transform: not complete ({error!r}); run the stage `correction` again") from error
        if not agrees:
            raise StudyError("rigid transform: `matrix` is not that of its angle, pivot and translation; correct one")
        return transform
