"""`tissues:` amounts of tissue inside predicted organs, told by Hounsfield units."""

from pydantic import Field, model_validator

from segstudy.config.data import Name
from segstudy.config.section import Section


class TissueSettings(Section):
    """A tissue whose volume is measured within an organ, as predicted and as drawn.

    organ: where it is looked for, such as the heart with its pericardium.
    hu: the lowest and highest Hounsfield units that count as it, both included: −200 to −30 for fat.
    """

    organ: Name
    hu: tuple[float, float] = Field(default=(-200.0, -30.0))

    @model_validator(mode="after")
    def _check(self) -> "TissueSettings":
        if self.hu[0] >= self.hu[1]:
            raise ValueError(f"hu goes from low to high, not {list(self.hu)}")
        return self
