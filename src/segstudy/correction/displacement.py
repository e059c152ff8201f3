"""What one reference pair says of every other case: the same transform, in voxels or in the world."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from segstudy.correction.affine import AffineTransform, Transform
from segstudy.correction.rigid import RigidTransform, Triple, triple
from segstudy.running.errors import StudyError

Space = Literal["voxel", "world"]


@dataclass(frozen=True)
class Displacement:
    """The displacement of an organ's labels, from the reference to every case.

    Attributes:
        transform: True voxel to displaced voxel, of the reference.
        center: (3,) the organ's true centroid in the reference; where given, every case was turned about the place of
            its own organ (as published for SegTHOR), else about one place for all.
        affine: (4, 4) the reference's grid, voxel to mm.
        space: `voxel`, where the displacement was made on arrays whatever their spacing; `world`, where it was made in
            scanner coordinates. One pair alone cannot tell them apart.
    """

    transform: Transform
    affine: np.ndarray
    space: Space = "voxel"
    center: Triple | None = None

    def of(self, displaced: np.ndarray, affine: np.ndarray) -> Transform:
        """The displacement of a case, true voxel to displaced voxel.

        Args:
            displaced: Boolean mask of the organ as displaced, (i, j, k).
            affine: (4, 4) of the case's grid.
        """
        if self.space == "voxel" and self.center is None:
            return self.transform
        to_world = self.affine if self.space == "world" else np.eye(4)
        matrix = to_world @ self.transform.matrix @ np.linalg.inv(to_world)
        own = affine if self.space == "world" else np.eye(4)
        if self.center is not None and displaced.any():
            reference_center = (to_world @ [*self.center, 1])[:3]
            shift = matrix[:3, :3] @ reference_center + matrix[:3, 3] - reference_center
            own_center = (own @ [*np.argwhere(displaced).mean(axis=0), 1])[:3]
            matrix[:3, 3] = own_center - matrix[:3, :3] @ (own_center - shift)
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
        """Read what `as_dict` gave.

        Raises:
            StudyError: Where something is missing or contradicts itself.
        """
        transform = values["displacement"]
        kind: type[RigidTransform | AffineTransform] = RigidTransform if "angle_deg" in transform else AffineTransform
        affine = np.array(values.get("reference_affine", np.eye(4)), dtype=float).reshape(4, 4)
        space, center = values.get("space", "voxel"), values.get("center")
        if space not in ("voxel", "world"):
            raise StudyError(f"transform: space {space!r}; `voxel` and `world` are known")
        return cls(kind.from_dict(transform), affine, space, triple(center) if center else None)
