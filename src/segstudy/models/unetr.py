"""UNETR (Hatamizadeh et al. 2022, arXiv:2103.10504): a vision transformer with a U-Net's decoder, as MONAI has it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from segstudy.models.monai_networks import networks

if TYPE_CHECKING:
    from torch import nn

NAME = "UNETR"
SOURCE = (
    "Hatamizadeh A, Tang Y, Nath V, et al. UNETR: transformers for 3D medical image segmentation. IEEE/CVF Winter "
    "Conference on Applications of Computer Vision (WACV), 2022:574–584."
)


def patch_step(**_: object) -> tuple[int, int, int]:
    """What each side of a patch must be divisible by: the transformer's tokens are 16³ voxels."""
    return 16, 16, 16


def unetr(
    in_channels: int,
    classes: int,
    patch: Sequence[int],
    features: int = 16,
    hidden: int = 768,
    mlp: int = 3072,
    heads: int = 12,
    dropout: float = 0.0,
) -> "nn.Module":
    """(batch, in_channels, slices, rows, columns) to (batch, classes, slices, rows, columns), for this patch only.

    Args:
        in_channels: Channels of a scan.
        classes: Background and organs.
        patch: (slices, rows, columns) that the network sees at a time.
        features: Channels of the decoder's top level.
        hidden: Width of the transformer's 12 layers.
        mlp: Width inside each of them.
        heads: Attention heads of each of them; divides `hidden`.
        dropout: Probability inside the transformer.
    """
    return networks().UNETR(
        in_channels,
        classes,
        tuple(patch),
        feature_size=features,
        hidden_size=hidden,
        mlp_dim=mlp,
        num_heads=heads,
        dropout_rate=dropout,
    )
