"""`data:` where the cases are and what their labels mean."""

from typing import Annotated, Any, Literal

from pydantic import Field, WithJsonSchema, field_validator, model_validator

from segstudy.config.sections.dicom import DicomSettings
from segstudy.config.sections.download import DownloadSettings
from segstudy.config.sections.images import ImageSettings
from segstudy.config.sections.layouts import LAYOUTS, LayoutName
from segstudy.config.sections.names import Name
from segstudy.config.sections.phantom import PhantomSettings
from segstudy.config.sections.section import Section
from segstudy.config.sections.words import Cite, listing

Label = Annotated[int, Field(ge=1, le=255)]
ONE = {"type": "integer", "minimum": 1, "maximum": 255}
SEVERAL = {"anyOf": [ONE, {"type": "array", "items": ONE, "minItems": 1}]}


class DataSettings(Section):
    """Where the cases are, which label integer is which organ, which cases are left out and why."""

    layout: Annotated[
        LayoutName,
        Field(
            description="How the data is laid out: "
            + "; ".join(f"`{name}` {layout.words}" for name, layout in LAYOUTS.items())
            + "."
        ),
    ]
    root: Annotated[
        str | None, Field(description="The folder (or, for `table`, the CSV) with the cases; every layout but phantom.")
    ] = None
    folder: Annotated[
        str | None,
        Field(description="The folder that paths in the CSV of `table` begin in; none is the CSV's own folder."),
    ] = None
    modality: Annotated[
        Literal["ct", "mr", "any"],
        Field(
            description="What scans are: `ct` in Hounsfield units, to which their values are held; `mr`, or `any` "
            "other, whose values mean nothing by themselves."
        ),
    ] = "ct"
    organs: Annotated[
        dict[Name, Annotated[Label, WithJsonSchema(SEVERAL)]],
        Field(
            min_length=1,
            description="The label integer of each organ, by the organ's name; a list where several integers are one "
            "organ, of which predictions carry the first.",
        ),
    ]
    joined: Annotated[
        dict[Name, list[Label]],
        Field(description="Further integers that are an organ, as the rest of a list under `organs`."),
    ] = {}
    annotated: Annotated[
        dict[Name, list[str]],
        Field(
            description="Cases in which somebody drew an organ, by the organ: patterns of case names, with `*` and "
            "`?`. An organ that is not named here was drawn in every case."
        ),
    ] = {}
    unlabeled: Annotated[
        list[str],
        Field(
            description="Cases that count as without a label map, which is not looked at where there is one: patterns "
            "of case names, with `*` and `?`. They are predicted, not measured, and learned from by "
            "arms with `pseudo_labels` alone."
        ),
    ] = []
    ignore: Annotated[list[Label], Field(description="Label integers that are no organ: background.")] = []
    empty_labels: Annotated[
        Literal["refused", "allowed"],
        Field(
            description="Whether a label map may be empty because there is nothing to draw in that patient: `allowed` "
            "learns from it, and counts what is predicted there as invented; `refused` takes it for a mistake."
        ),
    ] = "refused"
    exclude: Annotated[dict[str, str], Field(description="Cases that are left out, by name, and why each is.")] = {}
    phantom: Annotated[PhantomSettings, Field(description="The made-up cohort of `layout: phantom`.")] = (
        PhantomSettings()
    )
    images: Annotated[ImageSettings, Field(description="Where the files of `layout: images` are.")] = ImageSettings()
    dicom: Annotated[DicomSettings, Field(description="How structures of `layout: dicom` are called.")] = (
        DicomSettings()
    )
    download: Annotated[
        DownloadSettings | None,
        Field(description="Where the data's archive is, for `make download`; none where there is nothing to fetch."),
    ] = None

    @field_validator("exclude", mode="before")
    @classmethod
    def _names_are_texts(cls, value: Any) -> Any:
        for name in value if isinstance(value, dict) else ():
            if not isinstance(name, str):
                raise ValueError(f"YAML reads a case's name as the number {name}: put it between quotes, such as '010'")
        return value

    @model_validator(mode="before")
    @classmethod
    def _first_integers(cls, value: Any) -> Any:
        """`{lung: [10, 11]}` under `organs` is the organ 10, joined by 11."""
        organs = value.get("organs") if isinstance(value, dict) else None
        organs = organs if isinstance(organs, dict) else {}
        several = {k: v for k, v in organs.items() if isinstance(v, list)}
        if not several or not all(several.values()):
            return value
        joined = dict(value.get("joined") or {}) | {organ: each[1:] for organ, each in several.items() if each[1:]}
        return {**value, "organs": dict(organs) | {k: v[0] for k, v in several.items()}, "joined": joined}

    @property
    def integers(self) -> dict[str, list[int]]:
        """All label integers of each organ."""
        return {organ: [first, *self.joined.get(organ, ())] for organ, first in self.organs.items()}

    @property
    def unit(self) -> str:
        """What distances are measured in: `mm`, or `px` (pixels) of 2D images whose pixels have no known size."""
        return "px" if self.are_2d_images and self.images.pixel_mm is None else "mm"

    @property
    def are_2d_images(self) -> bool:
        """Whether the cases are PNG or JPEG files, and not scans."""
        return self.layout == "images"

    @property
    def in_hounsfield_units(self) -> bool:
        """Whether a scan's values are Hounsfield units."""
        return self.modality == "ct" and not self.are_2d_images

    @property
    def is_dicom(self) -> bool:
        """Whether the cases are folders of DICOM files."""
        return self.layout == "dicom"

    @property
    def is_phantom(self) -> bool:
        """Whether the cases are made up."""
        return self.layout == "phantom"

    @model_validator(mode="after")
    def _check(self) -> "DataSettings":
        labels = [*self.organs.values(), *(label for more in self.joined.values() for label in more)]
        if self.joined and (self.are_2d_images or self.is_dicom):
            raise ValueError(f"in layout {self.layout} an organ has one integer")
        if unknown := sorted(set(self.joined) - set(self.organs)):
            raise ValueError(f"`joined` names {unknown[0]}, which is no organ of `organs`")
        if len(set(labels)) < len(labels):
            raise ValueError("two organs share one label integer")
        if both := sorted(set(labels) & set(self.ignore)):
            raise ValueError(f"label {both[0]} is an organ and ignored at once")
        if LAYOUTS[self.layout].root and not self.root:
            raise ValueError(f"layout {self.layout} needs `root`: the folder (or, for `table`, the CSV) with the cases")
        if self.are_2d_images and self.images.values != "classes" and len(self.organs) > 1:
            raise ValueError(f"masks of `{self.images.values}` tell one organ; several are `images.values: classes`")
        if self.download and LAYOUTS[self.layout].root != "folder":
            raise ValueError(f"`download` makes the folder `root`; layout {self.layout} has none")
        return self

    def in_words(self, cite: Cite) -> str:
        """What the cases are."""
        layout = LAYOUTS[self.layout]
        cases = layout.cases.replace("CT scans", {"ct": "CT scans", "mr": "MR scans", "any": "scans"}[self.modality])
        return f"{cases} {cite(layout.citation)}" if layout.citation else cases

    def empty_in_words(self) -> str:
        """What an empty label map means; empty where there may be none."""
        allowed = "A label map without an organ was taken for a patient who has none."
        return allowed if self.empty_labels == "allowed" else ""

    def unlabeled_in_words(self) -> str:
        """Whose label maps were not looked at; empty where everybody's were."""
        return f"Label maps of {listing(self.unlabeled)} were not looked at." if self.unlabeled else ""

    def annotated_in_words(self) -> str:
        """Which organs were not drawn everywhere; empty where all were."""
        return listing([f"the {organ} in {listing(patterns)} alone" for organ, patterns in self.annotated.items()])
