"""Intensities times a factor."""

from collections.abc import Sequence

import numpy as np
from torch import Tensor

from segstudy.config.sections.transforms import FactorSettings
from segstudy.transforms.interface import Drawn, Recoloring, Sides
from segstudy.transforms.numbers import column, draw_factor


def draw(settings: FactorSettings, rng: np.random.Generator, _: Sides) -> Drawn:
    """The factor."""
    return (draw_factor(rng, settings.low, settings.high),)


def apply(images: Tensor, drawn: Sequence[Drawn]) -> Tensor:
    """Each sample times its factor."""
    return images * column(drawn, 0, images)


TRANSFORM = Recoloring(draw, apply)
