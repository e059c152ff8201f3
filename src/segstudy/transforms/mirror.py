"""Mirroring, which moves every pixel onto another: nothing is interpolated."""

import numpy as np
from torch import Tensor


def draw(axes: tuple[int, ...], rng: np.random.Generator) -> tuple[int, ...]:
    """The array axes, among `axes`, that a sample is mirrored along: a coin for each."""
    coins = rng.random(3) < 0.5
    return tuple(axis for axis in axes if coins[axis])


def apply(sample: Tensor, drawn: tuple[int, ...]) -> Tensor:
    """A sample whose last axes are the array's, mirrored."""
    return sample.flip([axis - 3 for axis in drawn]) if drawn else sample
