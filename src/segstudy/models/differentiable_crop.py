"""A box cut out of slices and put back, so that what is blamed inside reaches what lies before."""

import torch
from torch import Tensor
from torch.nn import functional as F


def boxes_about(mask: Tensor, margin: tuple[float, float]) -> Tensor:
    """The box of each mask with a margin: float (batch, 4), first and last row and column from -1 to 1 (edges).

    Boxes are cut at the slice's edges.

    Args:
        mask: bool (batch, rows, columns); where it is empty, the box is the whole slice.
        margin: Along rows and columns, in the same unit as the boxes.
    """
    ends = []
    for axis, pad in ((1, margin[0]), (2, margin[1])):
        there = mask.any(dim=3 - axis)
        length = there.shape[1]
        edges = torch.linspace(-1, 1, length + 1, device=mask.device)
        first, last = there.int().argmax(dim=1), length - there.flip(1).int().argmax(dim=1)
        empty = ~there.any(dim=1)
        low = torch.where(empty, edges[0], edges[first] - pad)
        high = torch.where(empty, edges[-1], edges[last] + pad)
        ends += [low.clamp(-1, 1), high.clamp(-1, 1)]
    return torch.stack(ends, dim=1)


def _affine(boxes: Tensor) -> Tensor:
    """(batch, 2, 3): from a crop's coordinates to the slice's, (x, y) as PyTorch has them."""
    top, bottom, left, right = boxes.unbind(dim=1)
    nothing = torch.zeros_like(top)
    across = torch.stack([(right - left) / 2, nothing, (right + left) / 2], dim=1)
    return torch.stack([across, torch.stack([nothing, (bottom - top) / 2, (bottom + top) / 2], dim=1)], dim=1)


def crop(slices: Tensor, boxes: Tensor, size: int) -> Tensor:
    """The boxes of (batch, channels, rows, columns) as (batch, channels, size, size), linearly."""
    grid = F.affine_grid(_affine(boxes), [*slices.shape[:2], size, size], align_corners=False)
    return F.grid_sample(slices, grid, padding_mode="border", align_corners=False)


def paste(cut: Tensor, boxes: Tensor, shape: tuple[int, int]) -> Tensor:
    """The inverse of `crop`: (batch, channels, rows, columns) of `shape`, 0 outside the boxes."""
    top, bottom, left, right = boxes.unbind(dim=1)
    rows = _inverse(top, bottom, shape[0])
    columns = _inverse(left, right, shape[1])
    grid = torch.stack(
        [columns[:, None, :].expand(-1, shape[0], -1), rows[:, :, None].expand(-1, -1, shape[1])], dim=-1
    )
    inside = (grid.abs() <= 1).all(dim=-1)[:, None]
    return F.grid_sample(cut.float(), grid, padding_mode="border", align_corners=False) * inside


def _inverse(low: Tensor, high: Tensor, length: int) -> Tensor:
    """Where the slice's pixels along one axis lie in the crop, (batch, length)."""
    centers = (torch.arange(length, device=low.device) * 2 + 1) / length - 1
    return (2 * centers - (low + high)[:, None]) / (high - low)[:, None]
