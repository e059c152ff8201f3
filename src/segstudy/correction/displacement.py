"""What one reference pair says of every other case: the same transform, in voxels or in the world."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from segstudy.correction.affine import AffineTransform, Transform
from segstudy.correction.rigid import RigidTransform
from segstudy.errors import StudyError

Space = Literal["voxel", "world"]


@dataclass(frozen=True)
class Displacement:
    """The displacement of an organ's labels, from the reference to every case.

    transform: true voxel to displaced voxel, of the reference.
    center: (3,) the organ's true centroid in the reference; where given, every case was turned about the
        place of its own organ (as published for SegTHOR), else about one place for all.
    affine: (4, 4) the reference's grid, voxel to mm. space: `voxel`, where the displacement was made on
        arrays whatever their spacing; `world`, where it was made in scanner coordinates. One pair alone
        cannot tell them apart.
    """

    transform: Transform
    affine: np.ndarray
    space: Space = "voxel"
    center: tuple[float, float, float] | None = None

    def of(self, displaced: np.ndarray, affine: np.ndarray) -> Transform:
        """The displacement of a case, true voxel to displaced voxel.

        displaced: boolean mask of the organ as displaced, (i, j, k). affine: (4, 4) of the case's grid.
        """
        if self.space == "voxel" and self.center is None:
            return self.transform
        to_world = self.affine if self.space == "world" else np.eye(4)
        matrix = to_world @ self.transform.matrix @ np.linalg.inv(to_world)
        own = affine if self.space == "world" else np.eye(4)
        if self.center is not None and displaced.any():
            there = (to_world @ [*self.center, 1])[:3]
            moved = matrix[:3, :3] @ there + matrix[:3, 3]
            lies = (own @ [*np.argwhere(displaced).mean(axis=0), 1])[:3]
            matrix[:3, 3] = lies - matrix[:3, :3] @ (lies - (moved - there))
        return AffineTransform.of(np.linalg.inv(own) @ matrix @ own)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "displacement": self.transform.as_dict(),
            "correction": self.transform.inverse().as_dict(),
            "space": self.space,
            "center": list(self.center) if self.center else None,
            "reference_affine": np.asarray(self.affine).tolist(),
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Displacement":
        """Read what `as_dict` gave. Raises StudyError where something is missing or contradicts itself."""
        told = values["displacement"]
        kind = RigidTransform if "angle_deg" in told else AffineTransform
        affine = np.array(values.get("reference_affine", np.eye(4)), dtype=float).reshape(4, 4)
        space, center = values.get("space", "voxel"), values.get("center")
        if space not in ("voxel", "world"):
            raise StudyError(f"transform: space {space!r}; `voxel` and `world` are known")
        return cls(kind.from_dict(told), affine, space, tuple(float(x) for x in center) if center else None)
