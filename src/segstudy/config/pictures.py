"""`data.images:` where pictures and their masks are (`layout: images`)."""

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from segstudy.config.section import Section


class PictureSettings(Section):
    """Pictures (PNG or JPEG, grey or RGB) and masks below `data.root`; each picture is a case of one slice.

    picture, mask: where they are. `{case}` stands for the case's name, `{patient}` for its patient's (without it each
        picture is a patient of its own), `*` for anything within a name. Several files may match `mask`: they are
        joined.
    values: what a mask's values mean. `instances`: all that is not 0 is the study's one organ, whether each object
        has a number or a file of its own; `binary`: all above half of what the file can hold (masks kept as JPEG);
        `classes`: the label integers of `data.organs`.
    pixel_mm: side of a pixel in mm; none where it is not known. Distances are then measured in pixels, and settings in
        mm mean pixels.
    """

    picture: str = "images/{case}.*"
    mask: str = "masks/{case}.*"
    values: Literal["instances", "binary", "classes"] = "instances"
    pixel_mm: Annotated[float, Field(gt=0, le=100)] | None = None

    @field_validator("picture", "mask")
    @classmethod
    def _names_the_case(cls, value: str) -> str:
        if "{case}" not in value:
            raise ValueError("should hold `{case}`, which stands for a case's name, such as `images/{case}.png`")
        if value.startswith("/") or ".." in value.split("/"):
            raise ValueError("is a place below `data.root`: it neither begins with `/` nor goes up by `..`")
        return value

    @model_validator(mode="after")
    def _check(self) -> "PictureSettings":
        if "{patient}" in self.mask and "{patient}" not in self.picture:
            raise ValueError("`mask` names `{patient}`, but `picture`, which tells the patient, does not")
        if self.picture == self.mask:
            raise ValueError("`picture` and `mask` are the same files")
        return self
