"""Intensities to a power, between a sample's lowest and highest; mean and spread are kept, as nnU-Net does."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from segstudy.config.sections.transforms import GammaSettings
from segstudy.transforms.interface import Drawn, Recoloring, Sides
from segstudy.transforms.numbers import column, draw_factor


def draw(settings: GammaSettings, rng: np.random.Generator, _: Sides) -> Drawn:
    """The power."""
    return (draw_factor(rng, settings.low, settings.high),)


def apply(images: Tensor, drawn: Sequence[Drawn]) -> Tensor:
    """Each sample to its power."""
    # along one axis, sums and extremes take a fraction of the time that they take along three
    flat = images.flatten(2)
    low, high = flat.aminmax(dim=2, keepdim=True)
    span = (high - low).clamp_min(1e-7)
    raised = ((flat - low) / span).clamp_min_(0).pow_(column(drawn, 0, flat))
    (spread, middle), (own_spread, own_middle) = (torch.std_mean(each, 2, keepdim=True) for each in (raised, flat))
    kept = raised.sub_(middle).mul_(own_spread / spread.clamp_min(1e-7)).add_(own_middle)
    return kept.reshape(images.shape)


TRANSFORM = Recoloring(draw, apply)
