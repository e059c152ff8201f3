"""How data may lie on disk, by name. A new layout is one file in `segstudy.cases.layouts` and one entry here."""

from typing import Annotated, Literal, NamedTuple

from pydantic import AfterValidator, WithJsonSchema

from segstudy.config.sections.messages import closest


class Layout(NamedTuple):
    """What is said of a layout.

    Attributes:
        finder: `module:attribute` of what finds the cases (see `segstudy.cases.layouts.registry`).
        words: What it is, after its name.
        root: What `data.root` names; None where there is nothing to name.
        cases: What the cases are, for the methods text.
        citation: The key of the data's publication in `segstudy.report.references`, where all such data have one.
    """

    finder: str
    words: str
    root: Literal["folder", "table"] | None = "folder"
    cases: str = "CT scans"
    citation: str = ""


LAYOUTS = {
    "phantom": Layout(
        "segstudy.cases.layouts.phantom:find_cases",
        "makes a cohort up",
        root=None,
        cases="synthetic thoracic CT scans (phantoms)",
    ),
    "segthor": Layout(
        "segstudy.cases.layouts.segthor:find_cases",
        "is a folder a case",
        cases="thoracic CT scans of the SegTHOR data",
        citation="segthor",
    ),
    "msd": Layout("segstudy.cases.layouts.msd:find_cases", "a task of the Medical Segmentation Decathlon"),
    "nnunet": Layout("segstudy.cases.layouts.nnunet:find_cases", "a raw dataset of nnU-Net's, version 1 or 2"),
    "table": Layout(
        "segstudy.cases.layouts.table:find_cases",
        "a CSV with the columns case, patient, image, label and, where wanted, annotated and any other",
        root="table",
    ),
    "dicom": Layout(
        "segstudy.cases.layouts.dicom:find_cases",
        "a folder a case with a DICOM series and the RTSTRUCT or SEG drawn on it",
    ),
    "images": Layout("segstudy.cases.layouts.images:find_cases", "folders of PNG or JPEG files", cases="2D images"),
}


def _known(name: str) -> str:
    if name not in LAYOUTS:
        raise ValueError(closest("", name, LAYOUTS, "layout").message)
    return name


LayoutName = Annotated[str, AfterValidator(_known), WithJsonSchema({"type": "string", "enum": list(LAYOUTS)})]
