"""`preparations:` intensity, orientation and spacing treatment of a volume."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from segstudy.config.sections.section import Section
from segstudy.config.sections.words import short, times

Millimeters = Annotated[float, Field(ge=0.05, le=100)]
Percent = Annotated[float, Field(ge=0, le=100)]
Pixels = Annotated[int, Field(ge=8, le=2048)]


class PreparationSettings(Section):
    """One preparation; an empty one is the published baseline: min–max of each scan to 8 bits."""

    orientation: Annotated[
        Literal["LPS", "RAS", "stored"],
        Field(description="Axes the volume is turned to; `stored` leaves them as they are."),
    ] = "LPS"
    clip_hu: Annotated[
        tuple[float, float] | None,
        Field(description="Lowest and highest Hounsfield units kept, before anything else; none clips nothing."),
    ] = None
    padding_hu: Annotated[
        float | Literal["auto", "none"],
        Field(
            description="What a scanner wrote outside its field of view, taken as the lowest value within it: `auto` "
            "is all below −1500 Hounsfield units, which no tissue and no air has; a number is all up to it; "
            "`none` leaves every value."
        ),
    ] = "auto"
    percentile: Annotated[
        tuple[Percent, Percent] | None,
        Field(
            description="Lowest and highest percentile of a scan's own voxels that are kept, after `clip_hu`; none "
            "clips nothing."
        ),
    ] = None
    color: Annotated[
        bool,
        Field(
            description="Whether networks for slices see a 2D image's red, green and blue, three channels, instead of "
            "its brightness (luma)."
        ),
    ] = False
    spacing_mm: Annotated[
        tuple[Millimeters, Millimeters, Millimeters] | None,
        Field(description="(columns, rows, slices) after resampling, in mm; none keeps the scan's own."),
    ] = None
    interpolation: Annotated[
        Literal["linear", "cubic"],
        Field(
            description="How a scan is resampled or resized: `linear`, or by splines of order three (`cubic`), as "
            "nnU-Net does; label maps always by fractions."
        ),
    ] = "linear"
    normalize: Annotated[
        Literal["minmax", "zscore", "unit", "foreground"],
        Field(
            description="How intensities are scaled: `minmax` or `zscore`, each of the scan itself; `unit`: "
            "`clip_hu` to 0 and 1, in every scan alike; or `foreground`: by percentiles, mean and spread of the organs "
            "of the patients that a network learns from, as nnU-Net does for CT."
        ),
    ] = "minmax"
    levels: Annotated[
        Annotated[int, Field(ge=2, le=32768)] | None,
        Field(description="Gray levels after `minmax` (256 as an 8-bit image has); none keeps them continuous."),
    ] = 256
    crop: Annotated[
        Literal["foreground"] | None,
        Field(
            description="`foreground` cuts the volume at the box around all that is denser than `foreground_hu`, with "
            "a margin; none cuts nothing."
        ),
    ] = None
    foreground_hu: Annotated[
        float, Field(description="Hounsfield units above which a voxel is foreground, where `crop` asks.")
    ] = -300.0
    margin_mm: Annotated[float, Field(ge=0, description="Margin about the box of `crop`, in mm.")] = 0.0
    size: Annotated[
        tuple[Pixels, Pixels] | None,
        Field(
            description="(rows, columns) that the network sees, in pixels; none (for networks that see volumes) keeps "
            "each scan's own."
        ),
    ] = (256, 256)
    fit: Annotated[
        Literal["resize", "crop"] | None,
        Field(
            description="How a slice gets that size: `resize` (by default without `spacing_mm`) or `crop`, which cuts "
            "or pads about the body's center and so keeps the spacing (by default with it)."
        ),
    ] = None

    @model_validator(mode="after")
    def _check(self) -> "PreparationSettings":
        if self.clip_hu and self.clip_hu[0] >= self.clip_hu[1]:
            raise ValueError(f"clip_hu goes from low to high, not {list(self.clip_hu)}")
        if self.percentile and self.percentile[0] >= self.percentile[1]:
            raise ValueError(f"percentile goes from low to high, not {list(self.percentile)}")
        if self.normalize == "unit" and not self.clip_hu:
            raise ValueError("normalize `unit` needs `clip_hu`: the Hounsfield units that become 0 and 1")
        if self.color and self.normalize == "foreground":
            raise ValueError("`color` with normalize `foreground`: that is for values of one kind; take another")
        if self.size is None and self.fit:
            raise ValueError("`fit` brings slices to a `size`: name one, or leave out `fit`")
        if self.crop and self.size:
            raise ValueError("`crop` keeps what is inside its box, so that scans differ in size: set `size: null`")
        return self

    @property
    def fitting(self) -> str:
        """`resize` or `crop`, whichever applies."""
        return self.fit or ("crop" if self.spacing_mm else "resize")

    @property
    def _how(self) -> str:
        return "by cubic splines" if self.interpolation == "cubic" else "linear"

    def in_words(self) -> str:
        """What is done to a scan, in order."""
        steps = [] if self.orientation == "stored" else [f"axes turned to {self.orientation}"]
        if self.color:
            steps.append("red, green and blue kept as three channels, treated together")
        if self.padding_hu == "none":
            steps.append("values outside the field of view left as they are")
        elif self.padding_hu != "auto":
            steps.append(f"all up to {short(self.padding_hu)} HU taken as outside the field of view")
        if self.clip_hu:
            low, high = self.clip_hu
            steps.append(f"intensities clipped to {short(low)} to {short(high)} HU")
        if self.percentile:
            low, high = self.percentile
            steps.append(f"intensities clipped to each scan's percentiles {short(low)} and {short(high)}")
        if self.spacing_mm:
            steps.append(f"resampled to {times(self.spacing_mm)} mm (image {self._how}, labels by fractions)")
        if self.normalize == "zscore":
            steps.append("normalized to zero mean and unit variance, each scan by its own")
        elif self.normalize == "foreground":
            steps.append(
                "clipped to the percentiles 0.5 and 99.5 of the organs of each fold's training patients, and "
                "normalized by their mean and spread"
            )
        elif self.normalize == "unit":
            steps.append("scaled so that the clipped range becomes 0 to 1")
        else:
            levels = f" in {self.levels} gray levels" if self.levels else ""
            steps.append(f"scaled by each scan's minimum and maximum{levels}")
        if self.crop:
            margin = f" with a margin of {short(self.margin_mm)} mm" if self.margin_mm else ""
            steps.append(f"cut at the box around all above {short(self.foreground_hu)} HU{margin}")
        if self.size is not None:
            resized = "resized in plane" + (f" ({self._how})" if self.interpolation != "linear" else "")
            how = "cut or padded about the body's center" if self.fitting == "crop" else resized
            steps.append(f"{how} to {times(self.size)} pixels")
        return ", ".join(steps)
