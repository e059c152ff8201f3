"""Attention U-Net (Oktay et al. 2018, arXiv:1804.03999), as MONAI has it."""

from collections.abc import Sequence

from torch import Tensor, nn

from segstudy.models.divisible import check_divisible
from segstudy.models.monai_networks import networks

NAME = "Attention U-Net"
SLICE_STEP = 1
HALVED_BY = "channels"
SOURCE = (
    "Oktay O, Schlemper J, Le Folgoc L, et al. Attention U-Net: learning where to look for the pancreas. Medical "
    "Imaging with Deep Learning (MIDL), 2018. arXiv:1804.03999"
)


class AttentionUNet(nn.Module):
    """(batch, in_channels, rows, columns) to logits (batch, classes, rows, columns).

    Args:
        in_channels: Channels of a slice.
        classes: Background and organs.
        channels: Channels of each level, from the top.
        dropout: Probability, after each convolution.
    """

    def __init__(
        self, in_channels: int, classes: int, channels: Sequence[int] = (32, 64, 128, 256), dropout: float = 0.0
    ):
        super().__init__()
        self.step = 2 ** (len(channels) - 1)
        strides = [2] * (len(channels) - 1)
        self.network = networks().AttentionUnet(2, in_channels, classes, channels, strides, dropout=dropout)

    def forward(self, x: Tensor) -> Tensor:
        """Logits of slices.

        Raises:
            StudyError: Rows or columns cannot be halved as often as the network does.
        """
        check_divisible("Attention U-Net", x, self.step)
        return self.network(x)
