"""Rotation, size and shift by one throw of the dice."""

import numpy as np

from segstudy.config.sections.transforms import AffineSettings
from segstudy.transforms.interface import Drawn, Movement, Sides
from segstudy.transforms.matrices import moved, turned


def draw(settings: AffineSettings, rng: np.random.Generator, sides: Sides) -> Drawn:
    """Degrees as `rotate` has them, a factor, and pixels along each axis."""
    plane, *tilts = rng.uniform(-1, 1, 3)
    factor = 1 + rng.uniform(-1, 1) * settings.scale
    shift = [float(rng.uniform(-1, 1) * settings.share * side) for side in sides]
    turns = (float(plane * settings.degrees), *(float(tilt * settings.tilt_degrees) for tilt in tilts))
    return (*turns, float(factor), *shift)


def matrix(drawn: Drawn, axes: int) -> np.ndarray:
    """Rotation and size about the center, then the shift."""
    return moved(drawn[3] * turned(drawn[0], drawn[1:3], axes), drawn[4:])


TRANSFORM = Movement(draw, matrix)
