"""DynUNet: the plain or residual U-Net of nnU-Net (Isensee et al. 2021, Nature Methods), as MONAI has it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from segstudy.models.monai_networks import networks

if TYPE_CHECKING:
    from torch import nn

NAME = "DynUNet"
SOURCE = "nnunet"
ENCODER = ("input_block.", "downsamples.", "bottleneck.")

FILTERS = (32, 64, 128, 256, 320)


def patch_step(filters: Sequence[int] = FILTERS, **_: object) -> tuple[int, ...]:
    """What each side of a patch must be divisible by: a halving between levels."""
    return (2 ** (len(filters) - 1),) * 3


def dynunet(
    in_channels: int,
    classes: int,
    patch: Sequence[int],
    filters: Sequence[int] = FILTERS,
    residual: bool = False,
    dropout: float = 0.0,
    deep_supervision: int = 0,
) -> "nn.Module":
    """(batch, in_channels, slices, rows, columns) to (batch, classes, slices, rows, columns).

    With deep supervision, in training: (batch, 1 + deep_supervision, classes, slices, rows, columns), the answer first
    and then those of lower levels, enlarged.

    Args:
        in_channels: Channels of a scan.
        classes: Background and organs.
        patch: (slices, rows, columns) that the network sees at a time.
        filters: Channels of each level, from the top, at least three.
        residual: Blocks with a shortcut.
        dropout: Probability, after each convolution.
        deep_supervision: Lower levels that are trained too, fewer than there are between the top and the lowest.

    Raises:
        ValueError: The network has no such levels.
    """
    if deep_supervision and deep_supervision > len(filters) - 2:
        raise ValueError(f"deep_supervision is at most {len(filters) - 2} with {len(filters)} levels")
    strides = [1, *[2] * (len(filters) - 1)]
    return networks().DynUNet(
        3,
        in_channels,
        classes,
        kernel_size=[3] * len(filters),
        strides=strides,
        upsample_kernel_size=strides[1:],
        filters=list(filters),
        dropout=dropout or None,
        res_block=residual,
        deep_supervision=deep_supervision > 0,
        deep_supr_num=max(deep_supervision, 1),
    )
