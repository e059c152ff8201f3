"""What predictions are handed."""

from dataclasses import dataclass

from segstudy.config.sections.inference import InferenceSettings
from segstudy.config.sections.spec import Spec


@dataclass(frozen=True)
class PredictionSpec(Spec):
    """How trained networks of one kind are applied to a case.

    Attributes:
        builder: `module:attribute` of what builds the networks.
        batch: Slices, views or windows at a time.
        threads: Of the processor.
        inference: How windows slide, for networks that see volumes; None for the default.
        representation_builder: `module:attribute` of the representation; None where slices are shown as they are.
    """

    builder: str
    batch: int
    threads: int
    inference: InferenceSettings | None = None
    representation_builder: str | None = None


@dataclass(frozen=True)
class MemberSpec(Spec):
    """How one member of an ensemble predicts a case.

    Attributes:
        networks: Their folders.
        prepared: The stem of the case's cache; None where nnU-Net prepares it.
        prediction: How the networks are applied; None where nnU-Net applies them.
    """

    networks: tuple[str, ...]
    prepared: str | None = None
    prediction: PredictionSpec | None = None


@dataclass(frozen=True)
class EnsembleSpec(Spec):
    """How an ensemble predicts a case.

    Attributes:
        organs: Label integers by name, in the study's order.
        members: What it is the mean of.
    """

    organs: dict[str, int]
    members: tuple[MemberSpec, ...]
