"""One number added to all intensities of a sample."""

from collections.abc import Sequence

import numpy as np
from torch import Tensor

from segstudy.config.sections.transforms import SpreadSettings
from segstudy.transforms.interface import Drawn, Recoloring, Sides
from segstudy.transforms.numbers import column, places


def draw(settings: SpreadSettings, rng: np.random.Generator, _: Sides) -> Drawn:
    """The number, as a share of the sample's standard deviation."""
    return (float(rng.normal(0, settings.sd)),)


def apply(images: Tensor, drawn: Sequence[Drawn]) -> Tensor:
    """Each sample and its number."""
    return images + column(drawn, 0, images) * images.std(places(images), keepdim=True)


TRANSFORM = Recoloring(draw, apply)
