"""Distances from a sample's mean times a factor, inside its range."""

from collections.abc import Sequence

from torch import Tensor

from segstudy.transforms import brightness
from segstudy.transforms.interface import Drawn, Recoloring
from segstudy.transforms.numbers import column, places


def apply(images: Tensor, drawn: Sequence[Drawn]) -> Tensor:
    """Each sample with its contrast."""
    inside = places(images)
    mean = images.mean(inside, keepdim=True)
    changed = (images - mean) * column(drawn, 0, images) + mean
    return changed.clamp(images.amin(inside, keepdim=True), images.amax(inside, keepdim=True))


TRANSFORM = Recoloring(brightness.draw, apply)
