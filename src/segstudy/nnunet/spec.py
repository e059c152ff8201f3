"""What nnU-Net is handed to plan and preprocess."""

from dataclasses import dataclass

from segstudy.config.sections.nnunet import NnunetSettings
from segstudy.config.sections.spec import Spec


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
