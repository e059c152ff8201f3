"""A case, as far as it is known before any file is read."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """One patient's scan with its label map.

    image, label: file paths; label is None where nobody drew one, image None where it is missing.
    picture: the file that `image` is made from, where the data are no volumes.
    annotated: the organs somebody drew in this case; None means all of the study's.
    stratum: what folds are balanced by, where the study asks for it.
    """

    name: str
    patient: str
    image: str | None
    label: str | None
    annotated: tuple[str, ...] | None = None
    stratum: str = ""
    picture: str | None = None
