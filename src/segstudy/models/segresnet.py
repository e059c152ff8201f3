"""SegResNet (Myronenko 2018, arXiv:1810.11654), without its variational branch, as MONAI has it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from segstudy.models.monai_networks import networks

if TYPE_CHECKING:
    from torch import nn

NAME = "SegResNet"
SOURCE = (
    "Myronenko A. 3D MRI brain tumor segmentation using autoencoder regularization. Brainlesion Workshop "
    "(BrainLes), 2018:311–320. doi:10.1007/978-3-030-11726-9_28"
)
ENCODER = ("convInit.", "down_layers.")

DOWN, UP = (1, 2, 2, 4), (1, 1, 1)


def patch_step(blocks_down: Sequence[int] = DOWN, **_: object) -> tuple[int, ...]:
    """What each side of a patch must be divisible by: a halving between levels."""
    return (2 ** (len(blocks_down) - 1),) * 3


def segresnet(
    in_channels: int,
    classes: int,
    patch: Sequence[int],
    filters: int = 16,
    blocks_down: Sequence[int] = DOWN,
    blocks_up: Sequence[int] = UP,
    dropout: float = 0.0,
) -> "nn.Module":
    """(batch, in_channels, slices, rows, columns) to (batch, classes, slices, rows, columns).

    Args:
        in_channels: Channels of a scan.
        classes: Background and organs.
        patch: (slices, rows, columns) that the network sees at a time.
        filters: Channels of the top level, divisible by 8.
        blocks_down: Residual blocks of each level on the way down.
        blocks_up: The same on the way up, one level fewer.
        dropout: Probability, after the first convolution.
    """
    return networks().SegResNet(
        3, filters, in_channels, classes, dropout_prob=dropout or None, blocks_down=blocks_down, blocks_up=blocks_up
    )
