"""Gaussian blur."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from segstudy.config.sections.transforms import BlurSettings
from segstudy.transforms.interface import Drawn, Recoloring, Sides

# As far as a kernel reaches, in standard deviations.
REACH = 3


def draw(settings: BlurSettings, rng: np.random.Generator, _: Sides) -> Drawn:
    """The standard deviation in pixels."""
    return (float(rng.uniform(settings.low, settings.high)),)


def apply(images: Tensor, drawn: Sequence[Drawn]) -> Tensor:
    """Each sample blurred along every axis, as if the border went on outside."""
    return torch.stack([_blurred(image, sigma) for image, (sigma,) in zip(images, drawn, strict=True)])


def _blurred(image: Tensor, sigma: float) -> Tensor:
    reach = max(1, round(REACH * sigma))
    weights = np.exp(-((np.arange(-reach, reach + 1) / sigma) ** 2) / 2)
    weights = (weights / weights.sum()).tolist()
    for axis in range(1, image.ndim):
        side = image.shape[axis]
        ends = [image.narrow(axis, place, 1).repeat_interleave(reach, axis) for place in (0, side - 1)]
        padded = torch.cat([ends[0], image, ends[1]], dim=axis)
        # sums of shifted copies: on a processor faster than a convolution with a kernel so small
        image = padded.narrow(axis, 0, side) * weights[0]
        for place, weight in enumerate(weights[1:], start=1):
            image = image.add_(padded.narrow(axis, place, side), alpha=weight)
    return image


TRANSFORM = Recoloring(draw, apply)
