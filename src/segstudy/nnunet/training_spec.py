"""What a training of nnU-Net's is handed."""

from dataclasses import dataclass

from segstudy.config.sections.nnunet import NnunetSettings
from segstudy.config.sections.spec import Spec
from segstudy.models.start_spec import StartSpec


@dataclass(frozen=True)
class NnunetTrainingSpec(Spec):
    """One training of nnU-Net's on one fold.

    Attributes:
        settings: What the study file says of it.
        seed: From which all that is drawn follows.
        organs: Label integers by name, in the study's order.
        start: What of a file of weights the network begins with; None draws them.
    """

    settings: NnunetSettings
    seed: int
    organs: dict[str, int]
    start: StartSpec | None = None
