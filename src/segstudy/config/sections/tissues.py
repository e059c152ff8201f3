"""`tissues:` amounts of tissue inside predicted organs, by Hounsfield units."""

from typing import Annotated

from pydantic import Field, model_validator

from segstudy.config.sections.names import Name
from segstudy.config.sections.section import Section
from segstudy.config.sections.words import short


class TissueSettings(Section):
    """A tissue whose volume is measured within an organ, as predicted and as drawn."""

    organ: Annotated[
        Name, Field(description="The organ in which it is looked for, such as the heart with its pericardium.")
    ]
    hu: Annotated[
        tuple[float, float],
        Field(
            description="Lowest and highest Hounsfield units that count as this tissue, both included; by default "
            "those of fat."
        ),
    ] = (-200.0, -30.0)

    @model_validator(mode="after")
    def _check(self) -> "TissueSettings":
        if self.hu[0] >= self.hu[1]:
            raise ValueError(f"hu goes from low to high, not {list(self.hu)}")
        return self

    def in_words(self) -> str:
        """What counts as the tissue, and where."""
        low, high = self.hu
        return f"what lies between {short(low)} and {short(high)} HU within the {self.organ}"
