"""What a transform is: a sampler, and what repeats a draw on any device."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from torch import Tensor

# What was drawn: plain numbers, from which the change follows.
Drawn = tuple[Any, ...]
Sides = tuple[int, ...]
Draw = Callable[[Any, np.random.Generator, Sides], Drawn]


@dataclass(frozen=True)
class Movement:
    """Moves all points by one matrix.

    Attributes:
        draw: Of its settings, random numbers and the sample's sides.
        matrix: (axes, axes + 1) of a draw and the number of axes: from offsets from the center, in pixels, before to
            those after; the last column is a shift.
    """

    draw: Draw
    matrix: Callable[[Drawn, int], np.ndarray]


@dataclass(frozen=True)
class Deformation:
    """Moves each point by itself.

    Attributes:
        draw: As in `Movement`.
        displacement: (axes, …) of a draw, the sides and where to compute: by how many pixels beside it each pixel finds
            its content.
    """

    draw: Draw
    displacement: Callable[[Drawn, Sides, Any], Tensor]


@dataclass(frozen=True)
class Recoloring:
    """Changes intensities where they are.

    Attributes:
        draw: As in `Movement`.
        apply: Of float32 samples (batch, channels, …) and a draw for each, as they become.
    """

    draw: Draw
    apply: Callable[[Tensor, Sequence[Drawn]], Tensor]


Transform = Movement | Deformation | Recoloring
