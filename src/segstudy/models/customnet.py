"""CustomNet: a U-Net (Ronneberger et al. 2015, arXiv:1505.04597) of padded double convolutions.

It differs from the paper in its padding, which keeps the slice's size, and in batch normalization after each
convolution.
"""

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from segstudy.models.divisible import check_divisible
from segstudy.running.errors import StudyError

NAME = "CustomNet"
SOURCE = "unet"
ENCODER = ("encoder.",)


def double_convolution(channels_in: int, channels_out: int) -> nn.Sequential:
    """Twice a 3×3 convolution with batch normalization and ReLU; the slice keeps its size."""
    layers: list[nn.Module] = []
    for channels in (channels_in, channels_out):
        layers += [
            nn.Conv2d(channels, channels_out, 3, padding=1, bias=False),
            nn.BatchNorm2d(channels_out),
            nn.ReLU(inplace=True),
        ]
    return nn.Sequential(*layers)


class CustomNet(nn.Module):
    """(batch, in_channels, rows, columns) to logits (batch, classes, rows, columns).

    Args:
        in_channels: Channels of a slice.
        classes: Background and organs.
        filters: Channels of the first level; each level below has twice as many.
        bottleneck: Channels of the lowest level: 512 (three levels above it) or 1024 (four) with 64 filters.

    Raises:
        StudyError: `bottleneck` is not `filters` doubled at least once.
    """

    def __init__(self, in_channels: int, classes: int, filters: int = 64, bottleneck: int = 512):
        super().__init__()
        halvings = (bottleneck // max(filters, 1)).bit_length() - 1
        if filters < 1 or halvings < 1 or filters * 2**halvings != bottleneck:
            raise StudyError(
                f"CustomNet: bottleneck is {bottleneck}, but must be filters ({filters}) doubled once or more"
            )
        self.halvings = halvings
        widths = [filters * 2**level for level in range(halvings + 1)]
        self.encoder = nn.ModuleList(double_convolution(a, b) for a, b in pairwise([in_channels, *widths]))
        upward = list(pairwise(reversed(widths)))
        self.up = nn.ModuleList(nn.ConvTranspose2d(deep, wide, 2, stride=2) for deep, wide in upward)
        self.decoder = nn.ModuleList(double_convolution(deep, wide) for deep, wide in upward)
        self.end = nn.Conv2d(filters, classes, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Logits of slices.

        Raises:
            StudyError: Rows or columns cannot be halved as often as the network does.
        """
        check_divisible("CustomNet", x, 2**self.halvings)
        skips = []
        for level in self.encoder[:-1]:
            skips.append(level(x))
            x = F.max_pool2d(skips[-1], 2)
        x = self.encoder[-1](x)
        for up, level in zip(self.up, self.decoder, strict=True):
            x = level(torch.cat([skips.pop(), up(x)], dim=1))
        return self.end(x)
