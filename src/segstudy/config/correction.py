"""`correction:` the organ whose labels are displaced, and the case that shows by how much."""

from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from segstudy.config.section import Section

Method = Literal["centroid", "centroid_rotation", "rigid", "elastix_rigid", "elastix_affine"]


class ReferencePair(Section):
    """The case with both label maps: its displaced one, and the correct one in a second file."""

    case: str
    label: str


class CorrectionSettings(Section):
    """How displaced labels are repaired.

    reference: none where no case has both label maps; then wrong labels are found and none is repaired.
    method: `best` takes the one of `compare` with the highest IoU on the reference.
    compare: the methods that are compared, on the reference and wherever the truth is known.
    space: where the displacement was the same for all cases: in voxels, or in scanner coordinates (`world`).
    cases: `displaced` leaves a case as it was where its scan says that its label was never moved.
    """

    organ: str | None = None
    reference: ReferencePair | None
    method: Literal[Method, "best"] = "rigid"
    compare: Annotated[list[Method], Field(min_length=1)] = ["centroid", "centroid_rotation", "rigid"]
    space: Literal["voxel", "world"] = "voxel"
    cases: Literal["all", "displaced"] = "displaced"

    @field_validator("reference", mode="before")
    @classmethod
    def _none(cls, value: Any) -> Any:
        return None if value == "none" else value

    @model_validator(mode="after")
    def _needs_an_organ(self) -> "CorrectionSettings":
        if self.reference and not self.organ:
            raise ValueError("`organ` is missing: the one whose labels are displaced")
        return self
