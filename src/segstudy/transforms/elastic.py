"""Smooth random displacement (Simard et al. 2003), linear between control points."""

from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from segstudy.config.sections.transforms import ElasticSettings
from segstudy.transforms.interface import Deformation, Drawn, Sides
from segstudy.transforms.numbers import sent

LINEAR = {2: "bilinear", 3: "trilinear"}


def draw(settings: ElasticSettings, rng: np.random.Generator, sides: Sides) -> Drawn:
    """The control points' shifts in pixels: (axes, points along each axis)."""
    points = [max(2, round((side - 1) / settings.spacing_px) + 1) for side in sides]
    return (rng.normal(0, settings.sd_px, (len(sides), *points)).astype(np.float32),)


def displacement(drawn: Drawn, sides: Sides, device: Any) -> Tensor:
    """The shifts of all pixels."""
    points = sent(torch.from_numpy(drawn[0]), device)
    return F.interpolate(points[None], size=sides, mode=LINEAR[len(sides)], align_corners=True)[0]


TRANSFORM = Deformation(draw, displacement)
