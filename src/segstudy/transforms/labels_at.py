"""Class indices of label maps at points between their pixels."""

import torch
from torch import Tensor
from torch.nn import functional as F

# Where background and an organ have the same share of a pixel, the organ has it.
TIE = 1e-6
# In the place of a class index, where a pixel's neighbors are of several.
BORDER = -1


def labels_at(labels: Tensor, grids: Tensor, organs: int) -> Tensor:
    """Class indices (batch, …) at the points of `grids`: whose share of the interpolated pixel is largest.

    On a processor fractions are only interpolated at points beside a border, of which there are few: elsewhere all
    pixels around a point are of one class. A GPU would be waited for to count them, and so interpolates all.
    """
    if labels.device.type != "cpu":
        return elected(shares_at(labels, grids, organs)).to(labels.dtype)
    near = F.grid_sample(alone(labels)[:, None], grids, mode="nearest", padding_mode="zeros", align_corners=True)[:, 0]
    found = near.to(labels.dtype)
    for sample, (beside, grid) in enumerate(zip(near == BORDER, grids, strict=True)):
        points = grid[beside]
        if len(points):
            points = points.reshape(1, *[1] * (grid.ndim - 2), *points.shape)
            shares = shares_at(labels[sample][None], points, organs).flatten(2)
            found[sample, beside] = elected(shares)[0].to(labels.dtype)
    return found


def shares_at(labels: Tensor, grids: Tensor, organs: int) -> Tensor:
    """(batch, organs, …): each organ's share of the interpolated pixels."""
    stack = torch.stack([(labels == organ).to(grids.dtype) for organ in range(1, max(organs, 1) + 1)], dim=1)
    return F.grid_sample(stack, grids, mode="bilinear", padding_mode="zeros", align_corners=True)


def alone(labels: Tensor) -> Tensor:
    """float32: class indices (batch, …), and `BORDER` where a neighbor, also across a corner, is of another class.

    Outside there is background.
    """
    low = high = F.pad(labels, (1, 1) * (labels.ndim - 1))
    for axis, side in enumerate(labels.shape[1:], start=1):
        lows, highs = ([each.narrow(axis, start, side) for start in range(3)] for each in (low, high))
        low = torch.minimum(torch.minimum(*lows[:2]), lows[2])
        high = torch.maximum(torch.maximum(*highs[:2]), highs[2])
    return labels.float().masked_fill_(low != high, BORDER)


def elected(shares: Tensor) -> Tensor:
    """(batch, …): which of background and the organs has the largest share, of (batch, organs, …)."""
    best = 1 - shares.sum(dim=1) - TIE
    winner = torch.zeros(best.shape, dtype=torch.uint8, device=best.device)
    # many times faster than `argmax` along an axis of so few
    for organ, share in enumerate(shares.unbind(dim=1), start=1):
        winner.masked_fill_(share > best, organ)
        best = torch.maximum(best, share)
    return winner
