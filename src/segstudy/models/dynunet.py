"""DynUNet: the plain or residual U-Net of nnU-Net (Isensee et al. 2021, Nature Methods), as MONAI has it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from segstudy.models.monai_networks import networks

if TYPE_CHECKING:
    from torch import nn

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
) -> "nn.Module":
    """(batch, in_channels, slices, rows, columns) to (batch, classes, slices, rows, columns).

    filters: of each level, from the top, at least three. residual: blocks with a shortcut. dropout: probability,
    after each convolution. No deep supervision.
    """
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
    )
