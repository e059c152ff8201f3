"""A case, as far as it is known before any file is read."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """One patient's scan with its label map.

    Attributes:
        name: The case's name, which is part of file names.
        patient: The patient's, by whom folds are split.
        image: Path of the scan; None where it is missing.
        label: Path of the label map; None where nobody drew one.
        annotated: The organs somebody drew in this case; None means all of the study's.
        stratum: What folds are balanced by, where the study asks for it.
        folder: Where the DICOM files are that `image` and `label` are made from, where the data are such.
        image2d: Path of the 2D image that `image` is made from, where the data are no volumes.
    """

    name: str
    patient: str
    image: str | None
    label: str | None
    annotated: tuple[str, ...] | None = None
    stratum: str = ""
    image2d: str | None = None
    folder: str | None = None
