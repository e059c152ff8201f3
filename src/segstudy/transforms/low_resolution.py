"""Pixels left out and interpolated again, as a coarser scanner's."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from segstudy.config.sections.transforms import LowResolutionSettings
from segstudy.transforms.elastic import LINEAR
from segstudy.transforms.interface import Drawn, Recoloring, Sides


def draw(settings: LowResolutionSettings, rng: np.random.Generator, _: Sides) -> Drawn:
    """The share of the pixels of each side that is kept."""
    return (float(rng.uniform(settings.low, settings.high)),)


def apply(images: Tensor, drawn: Sequence[Drawn]) -> Tensor:
    """Each sample at its resolution, linear between the pixels that are kept."""
    return torch.stack([_coarse(image, share) for image, (share,) in zip(images, drawn, strict=True)])


def _coarse(image: Tensor, share: float) -> Tensor:
    sides = tuple(image.shape[1:])
    fewer = [max(1, round(side * share)) for side in sides]
    small = F.interpolate(image[None], size=fewer, mode="nearest-exact")
    return F.interpolate(small, size=sides, mode=LINEAR[len(sides)], align_corners=False)[0]


TRANSFORM = Recoloring(draw, apply)
