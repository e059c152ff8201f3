"""A box cut out of slices and put back, so that what is blamed inside reaches what lies before."""

import torch
from torch import Tensor, nn
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


def seen_whole(network: nn.Module, x: Tensor, size: int) -> tuple[Tensor, Tensor]:
    """What a network says of whole slices in few pixels: as it says it, and in the slices' own pixels.

    Args:
        network: Of slices (batch, channels, size, size).
        x: (batch, channels, rows, columns).
        size: Pixels a side that it sees.
    """
    few = network(F.interpolate(x, (size, size), mode="bilinear", antialias=True))
    return few, F.interpolate(few, x.shape[-2:], mode="bilinear")


def seen_in_boxes(x: Tensor, few: Tensor, coarse: Tensor, margin_px: float, size: int) -> tuple[Tensor, Tensor]:
    """Boxes about what was found in whole slices, and these with how sure it is that there is an organ.

    Args:
        x: (batch, channels, rows, columns).
        few: What `seen_whole` found, in few pixels, by which boxes lie.
        coarse: The same in the slices' pixels.
        margin_px: Around the boxes, in the slices' pixels.
        size: Pixels a side that boxes are shown in.

    Returns:
        The boxes, and (batch, channels + 1, size, size).
    """
    rows, columns = x.shape[-2:]
    boxes = boxes_about(few.argmax(dim=1) > 0, (2 * margin_px / rows, 2 * margin_px / columns))
    organ = 1 - coarse.softmax(dim=1)[:, :1]
    return boxes, crop(torch.cat([x, organ.to(x.dtype)], dim=1), boxes, size)
