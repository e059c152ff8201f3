"""`correction:` the organ whose labels are displaced, and the case that shows by how much."""

from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from segstudy.config.sections.correction_methods import METHODS, MethodName, MethodOrBest
from segstudy.config.sections.section import Section


class ReferencePair(Section):
    """The case with both label maps: its displaced one, and the correct one in a second file."""

    case: Annotated[str, Field(description="The case's name.")]
    label: Annotated[str, Field(description="File name of the correct label map, beside the displaced one.")]


class CorrectionSettings(Section):
    """How displaced labels are repaired."""

    organ: Annotated[str | None, Field(description="The organ whose labels are displaced.")] = None
    reference: Annotated[
        ReferencePair | None,
        Field(
            description="The case with both label maps; `none` where there is none: then wrong labels are found and "
            "none is repaired."
        ),
    ]
    method: Annotated[
        MethodOrBest,
        Field(
            description="How the displacement is estimated; `best` takes the one of `compare` with the highest IoU on "
            "the reference."
        ),
    ] = "rigid"
    compare: Annotated[
        list[MethodName],
        Field(min_length=1, description="Methods that are compared, on the reference and wherever the truth is known."),
    ] = ["centroid", "centroid_rotation", "rigid"]
    space: Annotated[
        Literal["voxel", "world"],
        Field(
            description="Where the displacement was the same for all cases: in voxels (`voxel`), or in scanner "
            "coordinates (`world`)."
        ),
    ] = "voxel"
    cases: Annotated[
        Literal["all", "displaced"],
        Field(
            description="Which cases are repaired; `displaced` leaves a case as it was where its scan says that its "
            "label was never moved."
        ),
    ] = "displaced"

    @field_validator("reference", mode="before")
    @classmethod
    def _none(cls, value: Any) -> Any:
        return None if value == "none" else value

    @model_validator(mode="after")
    def _needs_an_organ(self) -> "CorrectionSettings":
        if self.reference and not self.organ:
            raise ValueError("`organ` is missing: the one whose labels are displaced")
        return self

    def in_words(self, method: str) -> str:
        """How displaced labels were repaired; empty where none was.

        Args:
            method: The one that was used, where the study lets the reference choose.
        """
        if self.reference is None:
            return ""
        but = ", but where the scan itself showed that the label was in place" if self.cases == "displaced" else ""
        return (
            f"The labels of the {self.organ} had been displaced by one and the same transform. It was estimated from "
            f"{self.reference.case}, for which the displaced and the correct label map exist: "
            f"{METHODS[method].words}. Its inverse was applied once to every case with nearest-neighbor "
            f"sampling{but}."
        )
