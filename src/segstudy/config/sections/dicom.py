"""`data.dicom:` how structures are called (`layout: dicom`)."""

from typing import Annotated

from pydantic import Field

from segstudy.config.sections.names import Name
from segstudy.config.sections.section import Section


class DicomSettings(Section):
    """Which structure of an RTSTRUCT or SEG is which organ, and which cases have none."""

    structures: Annotated[
        dict[Name, Annotated[list[str], Field(min_length=1)]],
        Field(
            description="How structures are called, by organ: names or patterns with `*` and `?`; case, spaces and `_` "
            "are no matter. An organ that is not named here is called as in `organs`."
        ),
    ] = {}
    unlabeled: Annotated[
        list[str], Field(description="Patterns of the cases that have no structures: they are predicted, not measured.")
    ] = []
