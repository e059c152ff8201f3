"""`postprocessings:` what is done to a predicted label map."""

from typing import Annotated

from pydantic import Field

from segstudy.config.sections.section import Section
from segstudy.config.sections.words import listing, short

Radius = Annotated[float, Field(ge=0, le=100)]


class PostprocessingSettings(Section):
    """Steps for each organ, in this order; a radius of 0 leaves the step out."""

    closing_mm: Annotated[Radius, Field(description="Radius of a binary closing, in mm; 0 leaves it out.")] = 0.0
    opening_mm: Annotated[Radius, Field(description="Radius of a binary opening, in mm; 0 leaves it out.")] = 0.0
    largest_component: Annotated[
        bool, Field(description="Whether only the largest connected component of each organ is kept.")
    ] = False
    organs: Annotated[list[str] | None, Field(description="Organs that are treated; none means all.")] = None

    def in_words(self) -> str:
        """The steps on each organ of a predicted label map, in order."""
        steps = []
        if self.closing_mm:
            steps.append(f"binary closing ({short(self.closing_mm)} mm)")
        if self.opening_mm:
            steps.append(f"binary opening ({short(self.opening_mm)} mm)")
        if self.largest_component:
            steps.append("only the largest connected component kept")
        where = f" of {listing(self.organs)}" if self.organs else ""
        return f"{', '.join(steps)}{where}" if steps else "nothing"
