"""Swin UNETR (Hatamizadeh et al. 2022, arXiv:2201.01266), as MONAI has it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from segstudy.models.monai_networks import networks

if TYPE_CHECKING:
    from torch import nn

NAME = "Swin UNETR"
SOURCE = (
    "Hatamizadeh A, Nath V, Tang Y, Yang D, Roth HR, Xu D. Swin UNETR: Swin transformers for semantic segmentation "
    "of brain tumors in MRI images. Brainlesion Workshop (BrainLes), 2021. arXiv:2201.01266"
)
ENCODER = ("swinViT.",)


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

    Args:
        in_channels: Channels of a scan.
        classes: Background and organs.
        patch: (slices, rows, columns) that the network sees at a time.
        features: Channels of the top level, divisible by 12.
        depths: Transformer layers of each of four levels.
        heads: Attention heads of each of four levels.
        window: Side of the attention's windows, in tokens.
        dropout: Probability inside the transformer.
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
