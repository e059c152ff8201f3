"""`evaluation:` what metrics are measured with."""

from typing import Annotated

from pydantic import AfterValidator, Field

from segstudy.config.sections.section import Section
from segstudy.config.sections.words import listing, short

# In mm, or pixels where the study is measured in them.
NSD_TOLERANCE = 3.0


# An organ's surfaces that are farther apart than this are no match by anybody's measure.
Tolerance = Annotated[float, Field(gt=0, le=100)]


def _ascending(tolerances: tuple[float, ...]) -> tuple[float, ...]:
    if list(tolerances) != sorted(set(tolerances)):
        raise ValueError(f"tolerances ascend and stand once each, as in {sorted(set(tolerances))}")
    return tolerances


class EvaluationSettings(Section):
    """Limits that metrics need."""

    nsd_tolerance_mm: Annotated[
        dict[str, Tolerance],
        Field(
            description="By organ, how far apart, in mm (in pixels where distances are in pixels), two surfaces may be "
            "and count as one for the normalized surface distance (NSD); 3 for an organ that is not named."
        ),
    ] = {}

    nsd_at_mm: Annotated[
        tuple[Tolerance, ...],
        AfterValidator(_ascending),
        Field(
            description="Tolerances, in mm (in pixels where distances are in pixels), ascending, at which the NSD of "
            "every organ is measured besides and tabulated (`nsd.csv`), as in `[1, 2, 3, 5]`; none by default."
        ),
    ] = ()

    def in_words(self, unit: str) -> str:
        """Which organs have another tolerance, and at which more it was measured; empty where neither is asked for."""
        sentences = []
        if self.nsd_tolerance_mm:
            named = [f"{short(value)} {unit} for {organ}" for organ, value in self.nsd_tolerance_mm.items()]
            sentences.append(f"The tolerance of the normalized surface distance was {listing(named)}.")
        if self.nsd_at_mm:
            values = listing([short(value) for value in self.nsd_at_mm])
            which = "tolerances" if len(self.nsd_at_mm) > 1 else "tolerance"
            sentences.append(
                f"The normalized surface distance of every organ was also measured at the {which} of {values} {unit}, "
                "and described without a test."
            )
        return " ".join(sentences)
