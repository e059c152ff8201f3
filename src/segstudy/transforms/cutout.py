"""Boxes without content (DeVries and Taylor 2017)."""

from collections.abc import Sequence

import numpy as np
from torch import Tensor

from segstudy.config.sections.transforms import CutoutSettings
from segstudy.transforms.interface import Drawn, Recoloring, Sides


def draw(settings: CutoutSettings, rng: np.random.Generator, sides: Sides) -> Drawn:
    """(first, last + 1) along each axis of each box."""
    boxes = []
    for _ in range(int(rng.integers(1, settings.count + 1))):
        lengths = [max(1, round(rng.uniform(0, settings.share) * side)) for side in sides]
        starts = [int(rng.integers(0, side - length + 1)) for side, length in zip(sides, lengths, strict=True)]
        boxes.append(tuple((start, start + length) for start, length in zip(starts, lengths, strict=True)))
    return tuple(boxes)


def apply(images: Tensor, drawn: Sequence[Drawn]) -> Tensor:
    """Each sample with its boxes filled with its channels' means."""
    changed = images.clone()
    for image, boxes in zip(changed, drawn, strict=True):
        mean = image.flatten(1).mean(dim=1).reshape(-1, *[1] * (image.ndim - 1))
        for box in boxes:
            image[(slice(None), *(slice(*side) for side in box))] = mean
    return changed


TRANSFORM = Recoloring(draw, apply)
