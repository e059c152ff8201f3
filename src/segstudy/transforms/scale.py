"""Change of size about the center of a sample."""

import numpy as np

from segstudy.config.sections.transforms import ScaleSettings
from segstudy.transforms.interface import Drawn, Movement, Sides
from segstudy.transforms.matrices import moved
from segstudy.transforms.numbers import draw_factor


def draw(settings: ScaleSettings, rng: np.random.Generator, _: Sides) -> Drawn:
    """The factor."""
    return (draw_factor(rng, settings.low, settings.high),)


def matrix(drawn: Drawn, axes: int) -> np.ndarray:
    """The change of size of a draw."""
    return moved(drawn[0] * np.eye(axes))


TRANSFORM = Movement(draw, matrix)
