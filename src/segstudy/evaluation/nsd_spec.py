"""What measuring the normalized surface distance at several tolerances is handed."""

from dataclasses import dataclass

from segstudy.config.sections.spec import Spec


@dataclass(frozen=True)
class NSDSpec(Spec):
    """All cases of one arm.

    Attributes:
        arm: the arm's name.
        seed: of its networks.
        organs: label integers by name.
        tolerances: ascending, in the unit of the spacing.
        annotated: by case, the organs that somebody drew in it.
    """

    arm: str
    seed: int
    organs: dict[str, int]
    tolerances: tuple[float, ...]
    annotated: dict[str, list[str]]
