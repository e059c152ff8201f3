"""Intensities to a power, between a sample's lowest and highest; mean and spread are kept, as nnU-Net does."""

from collections.abc import Sequence

import numpy as np
from torch import Tensor

from segstudy.config.sections.transforms import GammaSettings
from segstudy.transforms.interface import Drawn, Recoloring, Sides
from segstudy.transforms.numbers import column, draw_factor, places


def draw(settings: GammaSettings, rng: np.random.Generator, _: Sides) -> Drawn:
    """The power."""
    return (draw_factor(rng, settings.low, settings.high),)


def apply(images: Tensor, drawn: Sequence[Drawn]) -> Tensor:
    """Each sample to its power."""
    inside = places(images)
    low, high = images.amin(inside, keepdim=True), images.amax(inside, keepdim=True)
    span = (high - low).clamp_min(1e-7)
    raised = ((images - low) / span).clamp_min(0) ** column(drawn, 0, images)
    spread = raised.std(inside, keepdim=True).clamp_min(1e-7)
    kept = (raised - raised.mean(inside, keepdim=True)) / spread * images.std(inside, keepdim=True)
    return kept + images.mean(inside, keepdim=True)


TRANSFORM = Recoloring(draw, apply)
