"""From an arm whose network sees views of slices to what predicts it. Pure and quick, as the plan."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Views:
    """What predicts by views of slices; `name` is its folder below `inferred/`.

    training: its network. source: the path of the run whose organs lay the views, or `truth`.
    representation: as plain values.
    """

    name: str
    training: str
    source: str
    representation: dict[str, Any]


def views(training: str, source: str, representation: dict[str, Any]) -> Views:
    """How a network with a representation is applied to views laid by `source`."""
    return Views(f"{training}.from-{source.replace('/', '.')}", training, source, representation)
