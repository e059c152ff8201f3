"""What a section of the report is."""

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True)
class Section:
    """A heading, what is under it, and whether it is unfolded at first. `id` is what links point at."""

    id: str
    title: str
    html: Markup
    opened: bool = True
