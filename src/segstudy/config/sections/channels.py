"""`training.channels:` what a network for slices is shown besides the slice itself."""

from typing import Annotated

from pydantic import Field

from segstudy.config.sections.section import Section
from segstudy.config.sections.words import listing, plural


class ChannelSettings(Section):
    """Further channels of a sample; by default there is none."""

    depth: Annotated[
        bool,
        Field(
            description="A channel that holds the slice's height i/n in every pixel: slice i of n, from 0 at the feet "
            "(as slices run with the preparation's orientation)."
        ),
    ] = False
    neighbors: Annotated[
        int,
        Field(
            ge=0,
            le=8,
            description="So many slices below and as many above are channels too (2.5D); beyond an end, the last "
            "slice again.",
        ),
    ] = 0

    @property
    def count(self) -> int:
        """Channels of a sample."""
        return 1 + 2 * self.neighbors + self.depth

    def in_words(self) -> str:
        """The further channels; empty where there is none."""
        parts = ["the slice’s normalized height i/n"] if self.depth else []
        if self.neighbors:
            parts.append(f"{plural(self.neighbors, 'neighboring slice')} on either side (2.5D)")
        return listing(parts)
