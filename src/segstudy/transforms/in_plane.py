"""A patch moved within its slices' plane and along its slices, on a processor: the plane first, then the slices.

Where no movement mixes slices with rows and columns, linear interpolation in three axes is one in the plane, the same
for all slices, and one across it. On a processor that takes a fifth of the time.
"""

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from segstudy.transforms.labels_at import BORDER, alone, elected, shares_at

# Of a turn, what is left by rounding.
NONE = 1e-9


class Backward(NamedTuple):
    """Where each pixel of the output finds its content, in pixels from the center.

    Attributes:
        inverse: (axes, axes).
        offset: (axes,).
    """

    inverse: np.ndarray
    offset: np.ndarray

    @property
    def is_in_plane(self) -> bool:
        """Whether slices, of three axes, are mixed with neither rows nor columns."""
        return len(self.offset) == 3 and bool(
            (abs(self.inverse[0, 1:]) < NONE).all() and (abs(self.inverse[1:, 0]) < NONE).all()
        )


def moved_in_plane(image: Tensor, label: Tensor, back: Backward, organs: int) -> tuple[Tensor, Tensor]:
    """A sample moved.

    Args:
        image: float32 (channels, slices, rows, columns); outside lies each channel's lowest value.
        label: Class indices (slices, rows, columns); outside lies background.
        back: Where content is found.
        organs: How many there are.

    Returns:
        Both, the image interpolated linearly, labels by fractions.
    """
    grid, across = _plane(back, image.shape[2:]), _along(back, image.shape[1])
    fill = image.amin((1, 2, 3), keepdim=True)
    found = _across(_sampled((image - fill).flatten(0, 1), grid, "bilinear").reshape(image.shape), across)
    near = _sampled(alone(label[None])[0], grid, "nearest")
    places = across.round().long()
    inside = (places >= 0) & (places < len(near))
    near = near[places.clamp(0, len(near) - 1)] * inside[:, None, None]
    moved = near.to(label.dtype)
    beside = near == BORDER
    if points := _points(back, beside):
        moved[beside] = elected(shares_at(label[None], points[0], organs).flatten(2))[0].to(label.dtype)
    return found + fill, moved


def _plane(back: Backward, sides: tuple[int, ...]) -> Tensor:
    """(1, rows, columns, 2): as `grid_sample` counts, columns first and from -1 to 1."""
    half = np.array([max(side - 1, 1) / 2 for side in sides])
    lines = [np.arange(side) - (side - 1) / 2 for side in sides]
    rows, columns = np.meshgrid(*lines, indexing="ij")
    turn, start = back.inverse[1:, 1:] / half[:, None], back.offset[1:] / half
    found = [turn[axis, 0] * rows + turn[axis, 1] * columns + start[axis] for axis in (1, 0)]
    return torch.from_numpy(np.stack(found, axis=-1)[None].astype(np.float32))


def _along(back: Backward, slices: int) -> Tensor:
    """(slices,): at which slice of the input each of the output lies."""
    half = (slices - 1) / 2
    return torch.from_numpy(back.inverse[0, 0] * (np.arange(slices) - half) + back.offset[0] + half)


def _sampled(planes: Tensor, grid: Tensor, mode: str) -> Tensor:
    """(planes, rows, columns), each at the points of the grid; outside is 0."""
    return F.grid_sample(planes[None], grid, mode=mode, padding_mode="zeros", align_corners=True)[0]


def _across(image: Tensor, across: Tensor) -> Tensor:
    """(channels, slices, rows, columns) linear between slices; outside is 0."""
    slices = image.shape[1]
    lower = across.floor()
    if bool((lower == across).all()) and bool((across == torch.arange(slices)).all()):
        return image
    share, first = (across - lower).float(), lower.long()
    result = torch.zeros_like(image)
    for place, weight in ((first, 1 - share), (first + 1, share)):
        weight = weight * ((place >= 0) & (place < slices))
        for target in weight.nonzero()[:, 0].tolist():
            result[:, target].add_(image[:, int(place[target])], alpha=float(weight[target]))
    return result


def _points(back: Backward, chosen: Tensor) -> list[Tensor]:
    """(1, 1, 1, points, 3): where the chosen pixels find their content, as `grid_sample` counts; none for none."""
    places = chosen.nonzero()
    if not len(places):
        return []
    half = torch.tensor([(side - 1) / 2 for side in chosen.shape], dtype=torch.float64)
    found = (places - half) @ torch.from_numpy(back.inverse.T.copy()) + torch.from_numpy(back.offset)
    return [(found / half.clamp_min(0.5)).flip(1).float()[None, None, None]]
