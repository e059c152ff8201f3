"""Gaussian noise."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from segstudy.config.sections.transforms import SpreadSettings
from segstudy.transforms.interface import Drawn, Recoloring, Sides
from segstudy.transforms.numbers import column, places, sent


def draw(settings: SpreadSettings, rng: np.random.Generator, _: Sides) -> Drawn:
    """The noise's standard deviation, as a share of the sample's, and the seed it is drawn from."""
    return float(rng.uniform(0, settings.sd)), int(rng.integers(2**62))


def apply(images: Tensor, drawn: Sequence[Drawn]) -> Tensor:
    """Each sample with its noise."""
    # drawn on the processor, because each kind of device has numbers of its own for a seed
    noise = torch.empty(images.shape, dtype=images.dtype)
    for place, (_, seed) in enumerate(drawn):
        noise[place].normal_(generator=torch.Generator().manual_seed(seed))
    return images + sent(noise, images.device) * column(drawn, 0, images) * images.std(places(images), keepdim=True)


TRANSFORM = Recoloring(draw, apply)
