"""Shift of a sample."""

import numpy as np

from segstudy.config.sections.transforms import TranslateSettings
from segstudy.transforms.interface import Drawn, Movement, Sides
from segstudy.transforms.matrices import moved


def draw(settings: TranslateSettings, rng: np.random.Generator, sides: Sides) -> Drawn:
    """Pixels along each axis."""
    return tuple(float(rng.uniform(-1, 1) * settings.share * side) for side in sides)


def matrix(drawn: Drawn, axes: int) -> np.ndarray:
    """The shift of a draw."""
    return moved(np.eye(axes), drawn)


TRANSFORM = Movement(draw, matrix)
