"""`correction:` the organ whose labels are displaced, and the case that shows by how much."""

from typing import Literal

from segstudy.config.section import Section


class ReferencePair(Section):
    """The case with both label maps: its displaced one, and the correct one in a second file."""

    case: str
    label: str


class CorrectionSettings(Section):
    """How displaced labels are repaired."""

    organ: str
    reference: ReferencePair
    method: Literal["rigid"] = "rigid"
