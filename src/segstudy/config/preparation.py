"""`preparations:` intensity, orientation and spacing treatment of a volume."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from segstudy.config.section import Section

Millimetres = Annotated[float, Field(ge=0.05, le=100)]
Pixels = Annotated[int, Field(ge=8, le=2048)]


class PreparationSettings(Section):
    """One preparation. An empty one is the published baseline: min–max of each scan to 8 bits.

    orientation: axes the volume is turned to, or `stored` to leave them.
    clip_hu: Hounsfield range kept before anything else.
    spacing_mm: (columns, rows, slices) after resampling; none keeps the scan's own.
    normalize: `minmax` or `zscore`, each of the scan itself, or `unit`: `clip_hu` to 0 and 1, in every scan alike.
    levels: grey levels after `minmax` (256 as an 8-bit picture has); none keeps them continuous.
    crop: `foreground` cuts the volume at the box around all that is denser than `foreground_hu`, with a margin.
    size: (rows, columns) the network sees; none (for networks that see volumes) keeps each scan's own.
    fit: how a slice gets that size: `resize` (by default without `spacing_mm`) or `crop`, which cuts or
        pads about the body's centre and so keeps the spacing (by default with it).
    """

    orientation: Literal["LPS", "RAS", "stored"] = "LPS"
    clip_hu: tuple[float, float] | None = None
    spacing_mm: tuple[Millimetres, Millimetres, Millimetres] | None = None
    normalize: Literal["minmax", "zscore", "unit"] = "minmax"
    levels: Annotated[int, Field(ge=2, le=32768)] | None = 256
    crop: Literal["foreground"] | None = None
    foreground_hu: float = -300.0
    margin_mm: Annotated[float, Field(ge=0)] = 0.0
    size: tuple[Pixels, Pixels] | None = (256, 256)
    fit: Literal["resize", "crop"] | None = None

    @model_validator(mode="after")
    def _check(self) -> "PreparationSettings":
        if self.clip_hu and self.clip_hu[0] >= self.clip_hu[1]:
            raise ValueError(f"clip_hu goes from low to high, not {list(self.clip_hu)}")
        if self.normalize == "unit" and not self.clip_hu:
            raise ValueError("normalize `unit` needs `clip_hu`: the Hounsfield units that become 0 and 1")
        if self.size is None and self.fit:
            raise ValueError("`fit` brings slices to a `size`: name one, or leave out `fit`")
        if self.crop and self.size:
            raise ValueError("`crop` keeps what is inside its box, so that scans differ in size: set `size: null`")
        return self

    @property
    def fitting(self) -> str:
        """`resize` or `crop`, whichever applies."""
        return self.fit or ("crop" if self.spacing_mm else "resize")
