"""Cells of a grid made wider and narrower along each axis, as Albumentations' GridDistortion."""

from typing import Any

import numpy as np
import torch
from torch import Tensor

from segstudy.config.sections.transforms import GridDistortionSettings
from segstudy.transforms.interface import Deformation, Drawn, Sides
from segstudy.transforms.numbers import sent


def draw(settings: GridDistortionSettings, rng: np.random.Generator, sides: Sides) -> Drawn:
    """For each axis, where the lines between cells find their content, as shares of the side."""
    lines = []
    for _ in sides:
        widths = 1 + rng.uniform(-settings.limit, settings.limit, settings.steps)
        lines.append(tuple(float(line) for line in np.concatenate([[0], np.cumsum(widths) / widths.sum()])))
    return tuple(lines)


def displacement(drawn: Drawn, sides: Sides, device: Any) -> Tensor:
    """The shifts of all pixels, linear within each cell."""
    shifts = []
    for axis, (lines, side) in enumerate(zip(drawn, sides, strict=True)):
        at = np.linspace(0, 1, side)
        shift = (np.interp(at, np.linspace(0, 1, len(lines)), lines) - at) * (side - 1)
        shape = [side if each == axis else 1 for each in range(len(sides))]
        shifts.append(torch.from_numpy(shift.astype(np.float32)).reshape(shape).expand(*sides))
    return sent(torch.stack(shifts), device)


TRANSFORM = Deformation(draw, displacement)
