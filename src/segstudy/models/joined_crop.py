"""A coarse and a fine U-Net of the same shape, joined by a differentiable crop, trained each alone and then together.

After segment-then-segment (Benčević et al. 2023, Sensors 23), and not as its authors train it end to end, which is
`end_to_end_crop`: the coarse network sees the whole slice in few pixels, the fine one sees what the coarse one found in
many, its answer is added to the coarse one, and what their sum is blamed for reaches both.
"""

import torch
from torch import Tensor, nn

from segstudy.models.customnet import CustomNet
from segstudy.models.differentiable_crop import paste, seen_in_boxes, seen_whole

NAME = "Two U-Nets joined by a crop (after segment-then-segment)"
SOURCE = "segment_then_segment"
PARTS = ("coarse", "fine")


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
        few, coarse = seen_whole(self.coarse, x, self.size)
        if self.training:
            self.batches += 1
            if self.batches <= self.pretraining:
                if self.batches % 2:
                    return coarse
                coarse = coarse.detach()
        boxes, inside = seen_in_boxes(x, few, coarse, self.margin_px, self.size)
        return coarse + paste(self.fine(inside), boxes, shape)
