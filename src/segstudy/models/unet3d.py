"""The residual 3D U-Net of Kerfoot et al. 2019 (STACOM 2018, LNCS 11395), as MONAI has it."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from segstudy.models.monai_networks import networks
from segstudy.running.errors import StudyError

if TYPE_CHECKING:
    from torch import nn

NAME = "3D U-Net"
SOURCE = (
    "Kerfoot E, Clough J, Oksuz I, Lee J, King AP, Schnabel JA. Left-ventricle quantification using residual U-Net. "
    "Statistical Atlases and Computational Models of the Heart (STACOM), 2018:371–380. "
    "doi:10.1007/978-3-030-12029-0_40"
)

CHANNELS, STRIDES = (16, 32, 64, 128, 256), (2, 2, 2, 2)


def patch_step(strides: Sequence[int] = STRIDES, channels: Sequence[int] = CHANNELS, **_: object) -> tuple[int, ...]:
    """What each side of a patch must be divisible by: the product of the strides."""
    if len(strides) != len(channels) - 1 or not strides:
        raise StudyError(f"needs one stride fewer than channels, not {list(strides)} for {list(channels)}")
    return (math.prod(strides),) * 3


def unet3d(
    in_channels: int,
    classes: int,
    patch: Sequence[int],
    channels: Sequence[int] = CHANNELS,
    strides: Sequence[int] = STRIDES,
    residual_units: int = 2,
    norm: Literal["batch", "instance"] = "batch",
    dropout: float = 0.0,
) -> "nn.Module":
    """(batch, in_channels, slices, rows, columns) to (batch, classes, slices, rows, columns).

    The defaults are those of the published spleen pipeline.

    Args:
        in_channels: Channels of a scan.
        classes: Background and organs.
        patch: (slices, rows, columns) that the network sees at a time.
        channels: Channels of each level, from the top.
        strides: Strides between levels, one fewer.
        residual_units: Convolutions of a block, beside its shortcut.
        norm: Normalization, of batches or of each sample.
        dropout: Probability, after each convolution.
    """
    return networks().UNet(
        3, in_channels, classes, channels, strides, num_res_units=residual_units, norm=norm, dropout=dropout
    )
