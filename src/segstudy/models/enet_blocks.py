"""ENet's building blocks (Paszke et al. 2016, "ENet", arXiv:1606.02147).

Every convolution but the last is without bias and followed by batch normalization and PReLU with one slope a
channel; a bottleneck projects its input to a `factor`-th of its channels, convolves there, expands again and
adds the main branch.
"""

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from segstudy.models.layers.batch_norm import BatchNorm2d
from segstudy.models.layers.dropout import Dropout
from segstudy.models.layers.prelu import PReLU


def convolution(channels_in: int, channels_out: int, kernel: int | tuple[int, int], **options: Any) -> nn.Sequential:
    """A convolution, with further options of `nn.Conv2d`, batch normalization and PReLU."""
    return nn.Sequential(
        nn.Conv2d(channels_in, channels_out, kernel, bias=False, **options),
        BatchNorm2d(channels_out),
        PReLU(channels_out),
    )


def expansion(channels_in: int, channels_out: int, dropout: float) -> nn.Sequential:
    """The end of a bottleneck: 1×1 convolution and element-wise dropout; PReLU follows the sum."""
    return nn.Sequential(
        nn.Conv2d(channels_in, channels_out, 1, bias=False), BatchNorm2d(channels_out), Dropout(dropout)
    )


class Initial(nn.Module):
    """Halve the resolution: a strided 3×3 convolution beside the max-pooled input, `kernels` channels in all."""

    def __init__(self, in_channels: int, kernels: int):
        super().__init__()
        self.convolution = nn.Conv2d(in_channels, kernels - in_channels, 3, stride=2, padding=1, bias=False)
        self.end = nn.Sequential(BatchNorm2d(kernels), PReLU(kernels))

    def forward(self, x: Tensor) -> Tensor:
        """(batch, in_channels, rows, columns) to (batch, kernels, rows / 2, columns / 2)."""
        return self.end(torch.cat([self.convolution(x), F.max_pool2d(x, 2)], dim=1))


class Bottleneck(nn.Module):
    """A residual block at one resolution; the main branch is projected where the channels change.

    Args:
        channels_in: Channels of the input.
        channels_out: Channels of the output.
        factor: How many times narrower the inside is.
        dropout: Probability of element-wise dropout at the branch's end.
        dilation: Of the 3×3 convolution.
        asymmetric: n makes it an n×1 followed by a 1×n convolution.
    """

    def __init__(
        self,
        channels_in: int,
        channels_out: int,
        factor: int,
        dropout: float,
        dilation: int = 1,
        asymmetric: int | None = None,
    ):
        super().__init__()
        middle = channels_in // factor
        if asymmetric:
            half = asymmetric // 2
            first = nn.Conv2d(middle, middle, (asymmetric, 1), padding=(half, 0), bias=False)
            main = [first, *convolution(middle, middle, (1, asymmetric), padding=(0, half))]
        else:
            main = [*convolution(middle, middle, 3, padding=dilation, dilation=dilation)]
        self.branch = nn.Sequential(
            *convolution(channels_in, middle, 1), *main, *expansion(middle, channels_out, dropout)
        )
        self.main = (
            nn.Identity()
            if channels_in == channels_out
            else nn.Sequential(nn.Conv2d(channels_in, channels_out, 1, bias=False), BatchNorm2d(channels_out))
        )
        self.end = PReLU(channels_out)

    def forward(self, x: Tensor) -> Tensor:
        """(batch, channels_in, rows, columns) to (batch, channels_out, rows, columns)."""
        return self.end(self.main(x) + self.branch(x))


class DownBottleneck(nn.Module):
    """Halve the resolution: a 2×2 strided convolution beside max-pooling, filled up with empty channels."""

    def __init__(self, channels_in: int, channels_out: int, factor: int, dropout: float):
        super().__init__()
        middle = channels_in // factor
        self.branch = nn.Sequential(
            *convolution(channels_in, middle, 2, stride=2),
            *convolution(middle, middle, 3, padding=1),
            *expansion(middle, channels_out, dropout),
        )
        self.end = PReLU(channels_out)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """The output and the indices of the pooled maxima, with which the decoder unpools."""
        pooled, indices = F.max_pool2d(x, 2, return_indices=True)
        branch = self.branch(x)
        pooled = F.pad(pooled, (0, 0, 0, 0, 0, branch.shape[1] - pooled.shape[1]))
        return self.end(branch + pooled), indices


class UpBottleneck(nn.Module):
    """Double the resolution: unpool, concatenate the skip, and come back to the unpooled channels."""

    def __init__(self, channels: int, factor: int, dropout: float):
        super().__init__()
        middle = 2 * channels // factor
        self.branch = nn.Sequential(
            *convolution(2 * channels, middle, 3, padding=1),
            *convolution(middle, middle, 3, padding=1),
            *expansion(middle, channels, dropout),
        )
        self.end = PReLU(channels)

    def forward(self, x: Tensor, indices: Tensor, skip: Tensor) -> Tensor:
        """(batch, channels, rows, columns) to (batch, channels, 2 rows, 2 columns), the shape of `skip`."""
        unpooled = F.max_unpool2d(x, indices, (2, 2))
        return self.end(unpooled + self.branch(torch.cat([unpooled, skip], dim=1)))
