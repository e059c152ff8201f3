"""What predictions that are repeated are handed."""

from dataclasses import dataclass

from segstudy.config.sections.inference import InferenceSettings
from segstudy.config.sections.spec import Spec


@dataclass(frozen=True)
class UncertaintySpec(Spec):
    """How a case is predicted again and again.

    Attributes:
        builder: `module:attribute` of what builds the networks.
        batch: Slices or windows at a time.
        threads: Of the processor.
        passes: How many, through each network.
        seed: What dropout is drawn from; None leaves it off.
        inference: How windows slide, for networks that see volumes; None for the default.
    """

    builder: str
    batch: int
    threads: int
    passes: int
    seed: int | None = None
    inference: InferenceSettings | None = None
