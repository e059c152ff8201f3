"""Gamma of inverted intensities."""

from collections.abc import Sequence

from torch import Tensor

from segstudy.transforms import gamma
from segstudy.transforms.interface import Drawn, Recoloring


def apply(images: Tensor, drawn: Sequence[Drawn]) -> Tensor:
    """Each sample inverted, to its power, and back."""
    return -gamma.apply(-images, drawn)


TRANSFORM = Recoloring(gamma.draw, apply)
