"""What nnU-Net's jobs are handed."""

from dataclasses import dataclass

from segstudy.config.sections.nnunet import NnunetSettings
from segstudy.config.sections.spec import Spec
from segstudy.models.start_spec import StartSpec


@dataclass(frozen=True)
class NnunetFoldSpec(Spec):
    """One fold as nnU-Net plans and preprocesses it.

    Attributes:
        settings: Of which only `configuration`, `planner` and `patch` count here; the rest is the training's.
        organs: Label integers by name, in the study's order.
        training: The cases to train on.
        validation: The cases to validate on.
        annotated: The organs somebody drew, by case.
        modality: Of the scans.
    """

    settings: NnunetSettings
    organs: dict[str, int]
    training: tuple[str, ...]
    validation: tuple[str, ...]
    annotated: dict[str, tuple[str, ...]]
    modality: str = "ct"


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
