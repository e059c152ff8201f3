"""Attention U-Net (Oktay et al. 2018, arXiv:1804.03999), as MONAI has it."""

from collections.abc import Sequence

from torch import Tensor, nn

from segstudy.models.divisible import check_divisible
from segstudy.models.monai_networks import networks


class AttentionUNet(nn.Module):
    """(batch, in_channels, rows, columns) to logits (batch, classes, rows, columns).

    channels: of each level, from the top. dropout: probability, after each convolution.
    """

    def __init__(
        self, in_channels: int, classes: int, channels: Sequence[int] = (32, 64, 128, 256), dropout: float = 0.0
    ):
        super().__init__()
        self.step = 2 ** (len(channels) - 1)
        strides = [2] * (len(channels) - 1)
        self.network = networks().AttentionUnet(2, in_channels, classes, channels, strides, dropout=dropout)

    def forward(self, x: Tensor) -> Tensor:
        """Raises StudyError where rows or columns cannot be halved as often as the network does."""
        check_divisible("Attention U-Net", x, self.step)
        return self.network(x)
