"""V-Net (Milletari et al. 2016, arXiv:1606.04797), as MONAI has it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import nn


def patch_step(**_: object) -> tuple[int, int, int]:
    """What each side of a patch must be divisible by: four halvings."""
    return 16, 16, 16


def vnet(in_channels: int, classes: int, patch: Sequence[int], dropout: float = 0.5) -> "nn.Module":
    """(batch, in_channels, slices, rows, columns) to (batch, classes, slices, rows, columns).

    dropout: probability for whole channels, in the lower two levels of either side.
    """
    from monai.networks.nets import VNet

    return VNet(3, in_channels, classes, dropout_prob_down=dropout, dropout_prob_up=(dropout, dropout))
