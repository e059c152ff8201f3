"""Rotation about the center of a sample."""

import numpy as np

from segstudy.config.sections.transforms import RotateSettings
from segstudy.transforms.interface import Drawn, Movement, Sides
from segstudy.transforms.matrices import moved, turned


def draw(settings: RotateSettings, rng: np.random.Generator, _: Sides) -> Drawn:
    """Degrees in the slices' plane, and in the two across slices."""
    plane, *tilts = rng.uniform(-1, 1, 3)
    return float(plane * settings.degrees), *(float(tilt * settings.tilt_degrees) for tilt in tilts)


def matrix(drawn: Drawn, axes: int) -> np.ndarray:
    """The rotation of a draw."""
    return moved(turned(drawn[0], drawn[1:], axes))


TRANSFORM = Movement(draw, matrix)
