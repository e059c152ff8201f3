"""What measuring tissues is handed."""

from dataclasses import dataclass

from segstudy.config.sections.spec import Spec
from segstudy.config.sections.tissues import TissueSettings


@dataclass(frozen=True)
class TissueSpec(Spec):
    """All cases of one arm.

    Attributes:
        arm: the arm's name.
        seed: of its networks.
        organs: label integers by name.
        tissues: what is measured, by name.
        annotated: by case, the organs that somebody drew in it.
    """

    arm: str
    seed: int
    organs: dict[str, int]
    tissues: dict[str, TissueSettings]
    annotated: dict[str, list[str]]
