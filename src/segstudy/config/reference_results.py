"""`reference_results:` published numbers to set beside the measured ones."""

from typing import Annotated

from pydantic import Field

from segstudy.config.section import Section

Share = Annotated[float, Field(ge=0, le=1)]
Distance = Annotated[float, Field(ge=0)]


class PublishedRow(Section):
    """What a publication printed for one arm: means over patients and organs, as far as it printed them."""

    dice: Share | None = None
    hd95_mm: Distance | None = None
    assd_mm: Distance | None = None
    dice_2d: Share | None = None


class ReferenceResults(Section):
    """source: what to cite. note: what differs between the publication and this study. rows: by arm."""

    source: str
    note: str = ""
    rows: Annotated[dict[str, PublishedRow], Field(min_length=1)]
