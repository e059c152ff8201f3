"""What taking predictions that were made elsewhere is handed."""

from dataclasses import dataclass, field

from segstudy.config.sections.spec import Spec


@dataclass(frozen=True)
class GivenSpec(Spec):
    """What is known of a prediction that was made elsewhere.

    Attributes:
        organs: Label integers of the study, by name.
        labels: The integers that are an organ in the file; empty where they are the study's.
        ignore: Integers of the study that are no organ.
        mask_values: Of 2D images, what the values of masks mean (see segstudy.config.sections.images).
    """

    organs: dict[str, int]
    labels: dict[str, tuple[int, ...]] = field(default_factory=dict)
    ignore: tuple[int, ...] = ()
    mask_values: str = ""
