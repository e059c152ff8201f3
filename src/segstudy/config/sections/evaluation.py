"""`evaluation:` what metrics are measured with."""

from typing import Annotated

from pydantic import Field

from segstudy.config.sections.section import Section
from segstudy.config.sections.words import listing, short

# In mm, or pixels where the study is measured in them.
NSD_TOLERANCE = 3.0


class EvaluationSettings(Section):
    """Limits that metrics need."""

    nsd_tolerance_mm: Annotated[
        dict[str, Annotated[float, Field(gt=0, le=100)]],
        Field(
            description="By organ, how far apart, in mm (in pixels where distances are in pixels), two surfaces may be "
            "and count as one for the normalized surface distance (NSD); 3 for an organ that is not named."
        ),
    ] = {}

    def in_words(self, unit: str) -> str:
        """Which organs have another tolerance; empty where none has."""
        if not self.nsd_tolerance_mm:
            return ""
        named = [f"{short(value)} {unit} for {organ}" for organ, value in self.nsd_tolerance_mm.items()]
        return f"The tolerance of the normalized surface distance was {listing(named)}."
