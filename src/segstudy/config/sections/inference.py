"""`inferences:` how a trained network for volumes is applied."""

from typing import Annotated

from pydantic import Field

from segstudy.config.sections.section import Section


class InferenceSettings(Section):
    """A window slides over the volume; where windows overlap, probabilities are averaged."""

    overlap: Annotated[
        float, Field(ge=0, lt=0.95, description="Overlap of neighboring windows, as a share of their size.")
    ] = 0.5
    mirror: Annotated[
        bool,
        Field(
            description="Whether windows mirrored along the axes of `training.patches.flips` are predicted too, and "
            "averaged."
        ),
    ] = False
