"""From an arm whose network sees views of slices to what predicts it. Pure and quick, as the plan."""

from dataclasses import dataclass

from segstudy.config.sections.representations import CropSettings, PolarSettings


@dataclass(frozen=True)
class Views:
    """What predicts by views of slices.

    Attributes:
        name: Its folder below `inferred/`.
        training: Its network.
        source: The region-of-interest source: the path of the run whose organs place the views, or `truth`.
        representation: How slices are shown.
    """

    name: str
    training: str
    source: str
    representation: PolarSettings | CropSettings


def views(training: str, source: str, representation: PolarSettings | CropSettings) -> Views:
    """How a network with a representation is applied to views placed by `source`."""
    return Views(f"{training}.from-{source.replace('/', '.')}", training, source, representation)
