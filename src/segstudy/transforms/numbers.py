"""Draws as tensors, and what several transforms draw."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from segstudy.transforms.interface import Drawn


def sent(numbers: Tensor, device: torch.device) -> Tensor:
    """A few numbers on the device, for which nobody waits: to do so would stop the device for each of a batch's."""
    return numbers.to(device, non_blocking=True)


def column(drawn: Sequence[Drawn], place: int, images: Tensor) -> Tensor:
    """The number at `place` of each draw, to be multiplied with (batch, channels, …)."""
    numbers = torch.tensor([each[place] for each in drawn], dtype=images.dtype)
    return sent(numbers, images.device).reshape(-1, *[1] * (images.ndim - 1))


def draw_factor(rng: np.random.Generator, low: float, high: float) -> float:
    """A factor; where the range has 1, one half of the draws is below and one above, as in nnU-Net."""
    below = rng.random() < 0.5
    if low < 1 < high:
        return float(rng.uniform(low, 1) if below else rng.uniform(1, high))
    return float(rng.uniform(low, high))


def places(images: Tensor) -> tuple[int, ...]:
    """The axes of (batch, channels, …) within a sample's channel."""
    return tuple(range(2, images.ndim))
