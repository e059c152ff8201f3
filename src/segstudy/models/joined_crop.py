"""A coarse and a fine U-Net of the same shape, joined by a differentiable crop, trained each alone and then together.

An end-to-end form of segment-then-segment (Benčević et al. 2023, Sensors 23): the coarse network sees the whole slice
in few pixels, the fine one sees what the coarse one found in many, and what it is blamed for reaches both.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from segstudy.models.customnet import CustomNet

NAME = "Two U-Nets joined by a crop"
SOURCE = "segment_then_segment"


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


class JoinedCrop(nn.Module):
    """(batch, in_channels, rows, columns) to logits (batch, classes, rows, columns).

    The fine network has the coarse one's certainty that there is an organ in a channel of its own, and its logits are
    added to the coarse ones inside the box, which is the whole slice where nothing is found.

    Args:
        in_channels: Channels of a slice.
        classes: Background and organs.
        size: Pixels a side that both networks see.
        margin_px: Margin about what the coarse one finds, in the slice's pixels.
        pretraining: So many batches train one network alone, the coarse and the fine one by turns; those after, both
            together.
        filters: Channels of the top level of both (see CustomNet).
        bottleneck: Channels of the lowest level of both.
    """

    batches: Tensor

    def __init__(
        self,
        in_channels: int,
        classes: int,
        size: int = 128,
        margin_px: float = 20.0,
        pretraining: int = 400,
        filters: int = 32,
        bottleneck: int = 256,
    ):
        super().__init__()
        self.size, self.margin_px, self.pretraining = size, margin_px, pretraining
        self.register_buffer("batches", torch.zeros((), dtype=torch.int64))  # trained on, also before an interruption
        self.coarse = CustomNet(in_channels, classes, filters, bottleneck)
        self.fine = CustomNet(in_channels + 1, classes, filters, bottleneck)

    def forward(self, x: Tensor) -> Tensor:
        """Logits of slices.

        Raises:
            StudyError: `size` cannot be halved as often as the networks do.
        """
        shape = x.shape[-2], x.shape[-1]
        few = self.coarse(F.interpolate(x, (self.size, self.size), mode="bilinear", antialias=True))
        coarse = F.interpolate(few, shape, mode="bilinear")
        if self.training:
            self.batches += 1
            if self.batches <= self.pretraining:
                if self.batches % 2:
                    return coarse
                coarse = coarse.detach()
        margin = (2 * self.margin_px / shape[0], 2 * self.margin_px / shape[1])
        boxes = boxes_about(few.argmax(dim=1) > 0, margin)
        organ = 1 - coarse.softmax(dim=1)[:, :1]
        fine = self.fine(crop(torch.cat([x, organ.to(x.dtype)], dim=1), boxes, self.size))
        return coarse + paste(fine, boxes, shape)
