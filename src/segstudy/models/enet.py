"""ENet (Paszke et al. 2016, arXiv:1606.02147), in the variant of SegTHOR's baselines.

It differs from the paper in its width (`kernels` K: stages of 4K and 8K channels), in its projection
`factor`, in the decoder, which concatenates the encoder's features after each unpooling, and in its end:
nearest-neighbor enlargement and two convolutions in place of a transposed one.
"""

from torch import Tensor, nn

from segstudy.models.divisible import check_divisible
from segstudy.models.enet_blocks import Bottleneck, DownBottleneck, Initial, UpBottleneck, convolution
from segstudy.running.errors import StudyError

NAME = "ENet"
SLICE_STEP = 8
# The first block has so many filters beside the input itself.
MORE_THAN_CHANNELS = "kernels"
SOURCE = (
    "Paszke A, Chaurasia A, Kim S, Culurciello E. ENet: a deep neural network architecture for real-time semantic "
    "segmentation. arXiv:1606.02147, 2016."
)
ENCODER = ("initial.", "down1.", "stage1.", "down2.", "stage2.", "stage3.")

# of the paper's sections 2 and 3
DILATIONS = (2, 4, 8, 16)


def _section(channels: int, channels_out: int, factor: int, dropout: float, dropout_dilated: float) -> nn.Sequential:
    """Regular, dilated, asymmetric, dilated, twice, with growing dilation; the last block to `channels_out`."""
    blocks = []
    for place, dilation in enumerate(DILATIONS):
        last = channels_out if place == len(DILATIONS) - 1 else channels
        asymmetric = 5 if place % 2 else None
        blocks += [
            Bottleneck(channels, channels, factor, dropout, asymmetric=asymmetric),
            Bottleneck(channels, last, factor, dropout_dilated, dilation=dilation),
        ]
    return nn.Sequential(*blocks)


class ENet(nn.Module):
    """(batch, in_channels, rows, columns) to logits (batch, classes, rows, columns).

    Args:
        in_channels: Channels of a slice, fewer than `kernels`.
        classes: Background and organs.
        kernels: K, filters of the first block; stages have 4K and 8K.
        factor: How many times narrower the inside of a bottleneck is.
        dropout: Probability of element-wise dropout after the first stage, but for the dilated blocks.
        dropout_early: The same in the first stage and in the dilated blocks.

    Raises:
        StudyError: The arguments fit no network.
    """

    def __init__(
        self,
        in_channels: int,
        classes: int,
        kernels: int = 16,
        factor: int = 4,
        dropout: float = 0.1,
        dropout_early: float = 0.01,
    ):
        super().__init__()
        if kernels <= in_channels:
            raise StudyError(f"ENet: kernels is {kernels}, but must exceed the {in_channels} input channels")
        if not 1 <= factor <= kernels:
            raise StudyError(f"ENet: factor is {factor}, but must lie between 1 and kernels ({kernels})")
        wide, widest = 4 * kernels, 8 * kernels
        self.initial = Initial(in_channels, kernels)
        self.down1 = DownBottleneck(kernels, wide, factor, dropout_early)
        self.stage1 = nn.Sequential(*(Bottleneck(wide, wide, factor, dropout_early) for _ in range(4)))
        self.down2 = DownBottleneck(wide, widest, factor, dropout)
        self.stage2 = _section(widest, widest, factor, dropout, dropout_early)
        self.stage3 = _section(widest, wide, factor, dropout, dropout_early)
        self.up4 = UpBottleneck(wide, factor, dropout)
        self.stage4 = nn.Sequential(Bottleneck(wide, wide, factor, dropout), Bottleneck(wide, kernels, factor, dropout))
        self.up5 = UpBottleneck(kernels, factor, dropout)
        self.stage5 = Bottleneck(kernels, kernels, factor, dropout)
        self.end = nn.Sequential(
            nn.Upsample(scale_factor=2, mode="nearest"),
            convolution(kernels, kernels, 3, padding=1),
            convolution(kernels, kernels, 3, padding=1),
            nn.Conv2d(kernels, classes, 1),
        )

    def forward(self, x: Tensor) -> Tensor:
        """Logits of slices.

        Raises:
            StudyError: Rows or columns are not divisible by 8: the network halves them three times.
        """
        check_divisible("ENet", x, 8)
        initial = self.initial(x)
        wide, indices1 = self.down1(initial)
        wide = self.stage1(wide)
        deep, indices2 = self.down2(wide)
        deep = self.stage3(self.stage2(deep))
        x = self.stage4(self.up4(deep, indices2, wide))
        x = self.stage5(self.up5(x, indices1, initial))
        return self.end(x)
