"""`data.images:` where 2D images and their masks are (`layout: images`)."""

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from segstudy.config.sections.section import Section


class ImageSettings(Section):
    """2D images (PNG or JPEG, gray or RGB) and masks below `data.root`; each image is a case of one slice."""

    picture: Annotated[
        str,
        Field(
            description="Where the images are, below `data.root`. `{case}` stands for the case's name, `{patient}` for "
            "its patient's (without it each image is a patient of its own), `*` for anything within a name."
        ),
    ] = "images/{case}.*"
    mask: Annotated[
        str, Field(description="Where their masks are, likewise. Several files may match: they are joined.")
    ] = "masks/{case}.*"
    values: Annotated[
        Literal["instances", "binary", "classes"],
        Field(
            description="What a mask's values mean. `instances`: all that is not 0 is the study's one organ, whether "
            "each object has a number or a file of its own; `binary`: all above half of what the file can hold (masks "
            "kept as JPEG); `classes`: the label integers of `data.organs`."
        ),
    ] = "instances"
    pixel_mm: Annotated[
        Annotated[float, Field(gt=0, le=100)] | None,
        Field(
            description="Side of a pixel, in mm; none where it is not known. Distances are then measured in pixels, "
            "and settings in mm mean pixels."
        ),
    ] = None

    @field_validator("picture", "mask")
    @classmethod
    def _names_the_case(cls, value: str) -> str:
        if "{case}" not in value:
            raise ValueError("should hold `{case}`, which stands for a case's name, such as `images/{case}.png`")
        if value.startswith("/") or ".." in value.split("/"):
            raise ValueError("is a place below `data.root`: it neither begins with `/` nor goes up by `..`")
        return value

    @model_validator(mode="after")
    def _check(self) -> "ImageSettings":
        if "{patient}" in self.mask and "{patient}" not in self.picture:
            raise ValueError("`mask` names `{patient}`, but `picture`, which tells the patient, does not")
        if self.picture == self.mask:
            raise ValueError("`picture` and `mask` are the same files")
        return self
