"""`data:` where the cases are and what their labels mean."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from segstudy.config.download import DownloadSettings
from segstudy.config.pictures import PictureSettings
from segstudy.config.section import Section

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_+-]*$", max_length=64)]
Side = Annotated[int, Field(ge=8, le=512)]
Label = Annotated[int, Field(ge=1, le=255)]
# Layouts whose `root` is a folder.
FOLDERS = ("segthor", "msd", "images")


class PhantomSettings(Section):
    """A made-up cohort of chest CTs (`layout: phantom`).

    heart_fat_mm: mean thickness of a layer of fat about the heart, which is then part of the organ `heart`, with its
        pericardium; patients have 0.4 to 1.6 times as much. 0 makes none.
    """

    patients: Annotated[int, Field(ge=2, le=1000)] = 12
    shape: tuple[Side, Side, Side] = (96, 96, 32)
    displaced: bool = True
    noise_hu: Annotated[float, Field(ge=0)] = 20.0
    heart_fat_mm: Annotated[float, Field(ge=0, le=20)] = 0.0


class DataSettings(Section):
    """Where the cases are, which label integer is which organ, which cases are left out and why."""

    layout: Literal["phantom", "segthor", "msd", "table", "images"]
    root: str | None = None
    folder: str | None = None
    organs: Annotated[dict[Name, Label], Field(min_length=1)]
    ignore: list[Label] = []
    exclude: dict[str, str] = {}
    phantom: PhantomSettings = PhantomSettings()
    images: PictureSettings = PictureSettings()
    download: DownloadSettings | None = None

    @property
    def unit(self) -> str:
        """What distances are measured in: `mm`, or `px` (pixels) of pictures whose pixels have no known size."""
        return "px" if self.layout == "images" and self.images.pixel_mm is None else "mm"

    @model_validator(mode="after")
    def _check(self) -> "DataSettings":
        labels = list(self.organs.values())
        if len(set(labels)) < len(labels):
            raise ValueError("two organs share one label integer")
        if both := sorted(set(labels) & set(self.ignore)):
            raise ValueError(f"label {both[0]} is an organ and ignored at once")
        if self.layout != "phantom" and not self.root:
            raise ValueError(f"layout {self.layout} needs `root`: the folder (or, for `table`, the CSV) with the cases")
        if self.layout == "images" and self.images.values != "classes" and len(self.organs) > 1:
            raise ValueError(f"masks of `{self.images.values}` tell one organ; several are `images.values: classes`")
        if self.download and self.layout not in FOLDERS:
            raise ValueError(f"`download` makes the folder `root`; layout {self.layout} has none")
        return self
