"""Segment-then-segment trained end to end: a coarse and a fine network of one kind, blamed half and half.

As Benčević publishes it (github.com/marinbenc/seg-then-seg-e2e): the coarse network sees the whole slice in few pixels,
the fine one the box that it found in as many, with the coarse answer as a further channel. The fine answer, with
background everywhere outside the box, is the prediction. Both may begin as one trained network
(`start_from: {arm: …, into: [coarse, fine]}`).
"""

import re
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import torch
from torch import Tensor, nn

from segstudy.models.build import build_model
from segstudy.models.customnet import CustomNet
from segstudy.models.differentiable_crop import paste, seen_in_boxes, seen_whole
from segstudy.running.errors import StudyError

NAME = "End-to-end segment-then-segment"
SOURCE = "segment_then_segment"
# The argument that names the network it is built of twice, and what these two are called.
BUILT_OF = "part"
PARTS = ("coarse", "fine")

# What builds a part comes from a file beside weights: only files of this project that say that they are networks may.
BUILDER = re.compile(r"segstudy\.models\.\w+:\w+")
# Logit of background outside the box: sure of it, and yet a loss that is a number where an organ lies there.
BACKGROUND = 8.0


class EndToEndCrop(nn.Module):
    """(batch, in_channels, rows, columns) to logits (batch, classes, rows, columns).

    In training (batch, 2, classes, rows, columns): the fine answer, which is the prediction, and the coarse one.

    Args:
        in_channels: Channels of a slice.
        classes: Background and organs.
        part: What both networks are, as an arm's `model` names one for slices; none is a CustomNet of 32 filters.
        size: Pixels a side that both networks see.
        padding: Around what the coarse one finds, in pixels of the slice, as a share of `size`.
        fine_weight: Share of the fine answer in the loss; the rest is the coarse one's.
    """

    def __init__(
        self,
        in_channels: int,
        classes: int,
        part: str | dict[str, Any] | None = None,
        size: int = 128,
        padding: float = 0.125,
        fine_weight: float = 0.5,
    ):
        super().__init__()
        if not 0 <= fine_weight <= 1:
            raise ValueError(f"fine_weight is a share between 0 and 1, not {fine_weight:g}")
        self.size, self.padding = size, padding
        self.level_weights = (fine_weight, 1 - fine_weight)
        self.coarse = _part(part, in_channels, classes)
        self.fine = _part(part, in_channels + 1, classes)

    def forward(self, x: Tensor) -> Tensor:
        """Logits of slices; in training those of both networks.

        Raises:
            StudyError: `size` cannot be halved as often as the networks do.
        """
        shape = x.shape[-2], x.shape[-1]
        few, coarse = seen_whole(self.coarse, x, self.size)
        boxes, seen = seen_in_boxes(x, few, coarse, self.padding * self.size, self.size)
        inside = self.fine(seen)
        fine = paste(inside, boxes, shape)
        outside = 1 - paste(torch.ones_like(inside[:, :1]), boxes, shape)
        fine = torch.cat([fine[:, :1] + BACKGROUND * outside, fine[:, 1:]], dim=1)
        return torch.stack([fine, coarse.to(fine.dtype)], dim=1) if self.training else fine


def _part(part: str | Mapping[str, Any] | None, in_channels: int, classes: int) -> nn.Module:
    if part is None:
        return CustomNet(in_channels, classes, filters=32, bottleneck=256)
    builder, arguments = (part, {}) if isinstance(part, str) else next(iter(part.items()))
    if not BUILDER.fullmatch(builder) or not hasattr(import_module(builder.partition(":")[0]), "NAME"):
        raise StudyError(f"end_to_end_crop: {builder!r} names no network of this project that it could be built of")
    return build_model(builder, in_channels, classes, **(arguments or {}))
