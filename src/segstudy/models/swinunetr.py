"""Swin UNETR (Hatamizadeh et al. 2022, arXiv:2201.01266), as MONAI has it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from segstudy.models.monai_networks import networks

if TYPE_CHECKING:
    from torch import nn


def patch_step(**_: object) -> tuple[int, int, int]:
    """What each side of a patch must be divisible by: five halvings."""
    return 32, 32, 32


def swinunetr(
    in_channels: int,
    classes: int,
    patch: Sequence[int],
    features: int = 48,
    depths: Sequence[int] = (2, 2, 2, 2),
    heads: Sequence[int] = (3, 6, 12, 24),
    window: int = 7,
    dropout: float = 0.0,
) -> "nn.Module":
    """(batch, in_channels, slices, rows, columns) to (batch, classes, slices, rows, columns).

    features: of the top level, divisible by 12. depths, heads: transformer layers and attention heads of each of
    four levels. window: side of the attention's windows, in tokens. dropout: probability inside the transformer.
    """
    return networks().SwinUNETR(
        in_channels,
        classes,
        depths=tuple(depths),
        num_heads=tuple(heads),
        window_size=window,
        feature_size=features,
        drop_rate=dropout,
    )
