"""MedNeXt (Roy et al. 2023, arXiv:2303.09975), as MONAI has it; it has no dropout."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from segstudy.models.monai_networks import networks

if TYPE_CHECKING:
    from torch import nn

NAME = "MedNeXt"
SOURCE = (
    "Roy S, Koehler G, Ulrich C, et al. MedNeXt: transformer-driven scaling of ConvNets for medical image "
    "segmentation. Medical Image Computing and Computer-Assisted Intervention (MICCAI), 2023. arXiv:2303.09975"
)
ENCODER = ("stem.", "enc_stages.", "down_blocks.", "bottleneck.")

DOWN, UP = (2, 2, 2, 2), (2, 2, 2, 2)


def patch_step(blocks_down: Sequence[int] = DOWN, **_: object) -> tuple[int, ...]:
    """What each side of a patch must be divisible by: a halving after each level."""
    return (2 ** len(blocks_down),) * 3


def mednext(
    in_channels: int,
    classes: int,
    patch: Sequence[int],
    filters: int = 32,
    expansion: int = 2,
    kernel: int = 3,
    blocks_down: Sequence[int] = DOWN,
    blocks_bottleneck: int = 2,
    blocks_up: Sequence[int] = UP,
) -> "nn.Module":
    """(batch, in_channels, slices, rows, columns) to (batch, classes, slices, rows, columns).

    The defaults are the paper's small network.

    Args:
        in_channels: Channels of a scan.
        classes: Background and organs.
        patch: (slices, rows, columns) that the network sees at a time.
        filters: Channels of the top level.
        expansion: How many times wider the inside of a block is.
        kernel: Side of the depthwise convolutions.
        blocks_down: Blocks of each level on the way down.
        blocks_bottleneck: Of the lowest level.
        blocks_up: Blocks of each level on the way up.
    """
    return networks().MedNeXt(
        3,
        filters,
        in_channels,
        classes,
        encoder_expansion_ratio=expansion,
        decoder_expansion_ratio=expansion,
        bottleneck_expansion_ratio=expansion,
        kernel_size=kernel,
        use_residual_connection=True,
        blocks_down=tuple(blocks_down),
        blocks_bottleneck=blocks_bottleneck,
        blocks_up=tuple(blocks_up),
    )
