"""`inferences:` how a trained network for volumes is applied."""

from typing import Annotated

from pydantic import Field

from segstudy.config.section import Section


class InferenceSettings(Section):
    """A window slides over the volume; where windows overlap, probabilities are averaged.

    overlap: of neighbouring windows, as a share of their size.
    mirror: also predict mirrored windows, along the axes of `training.patches.flips`, and average.
    """

    overlap: Annotated[float, Field(ge=0, lt=0.95)] = 0.5
    mirror: bool = False
