"""SegResNet (Myronenko 2018, arXiv:1810.11654), without its variational branch, as MONAI has it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from segstudy.models.monai_networks import networks

if TYPE_CHECKING:
    from torch import nn

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

    filters: of the top level, divisible by 8. blocks_down, blocks_up: residual blocks of each level, one level
    fewer upward. dropout: probability, after the first convolution.
    """
    return networks().SegResNet(
        3, filters, in_channels, classes, dropout_prob=dropout or None, blocks_down=blocks_down, blocks_up=blocks_up
    )
