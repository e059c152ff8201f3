"""`postprocessings:` what is done to a predicted label map."""

from typing import Annotated

from pydantic import Field

from segstudy.config.section import Section

Radius = Annotated[float, Field(ge=0, le=100)]


class PostprocessingSettings(Section):
    """Steps for each organ, in this order; a radius of 0 leaves the step out.

    organs: which organs are treated; none means all.
    """

    closing_mm: Radius = 0.0
    opening_mm: Radius = 0.0
    largest_component: bool = False
    organs: list[str] | None = None
