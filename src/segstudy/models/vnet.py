"""V-Net (Milletari et al. 2016, arXiv:1606.04797), as MONAI has it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from segstudy.models.monai_networks import networks
from segstudy.running.errors import StudyError

if TYPE_CHECKING:
    from torch import nn

NAME = "V-Net"
SOURCE = "dice_loss"
ENCODER = ("in_tr.", "down_tr")

PUBLISHED = 16  # the paper's channels of the top level


def patch_step(**_: object) -> tuple[int, int, int]:
    """What each side of a patch must be divisible by: four halvings."""
    return 16, 16, 16


def vnet(in_channels: int, classes: int, patch: Sequence[int], features: int = 16, dropout: float = 0.5) -> "nn.Module":
    """(batch, in_channels, slices, rows, columns) to (batch, classes, slices, rows, columns).

    Args:
        in_channels: Channels of a scan.
        classes: Background and organs.
        patch: (slices, rows, columns) that the network sees at a time.
        features: Channels of the top level, twice as many at each level below; 16 as published, 45.6 M parameters.
        dropout: Probability for whole channels, in the lower two levels of either side and of what the left side hands
            to the right.

    Raises:
        StudyError: The features are odd, or no multiple of the input's channels.
    """
    if features % 2 or features % in_channels:
        raise StudyError(f"V-Net: features is {features}, but must be even and a multiple of {in_channels}")
    network = networks().VNet(3, in_channels, classes, dropout_prob_down=dropout, dropout_prob_up=(dropout, dropout))
    if features != PUBLISHED:
        # MONAI's parts, put together at another width
        from monai.networks.nets.vnet import DownTransition, InputTransition, OutputTransition, UpTransition

        act, up = ("elu", {"inplace": True}), (dropout, dropout)
        network.in_tr = InputTransition(3, in_channels, features, act)
        network.down_tr32 = DownTransition(3, features, 1, act)
        network.down_tr64 = DownTransition(3, 2 * features, 2, act)
        network.down_tr128 = DownTransition(3, 4 * features, 3, act, dropout_prob=dropout)
        network.down_tr256 = DownTransition(3, 8 * features, 2, act, dropout_prob=dropout)
        network.up_tr256 = UpTransition(3, 16 * features, 16 * features, 2, act, dropout_prob=up)
        network.up_tr128 = UpTransition(3, 16 * features, 8 * features, 2, act, dropout_prob=up)
        network.up_tr64 = UpTransition(3, 8 * features, 4 * features, 1, act)
        network.up_tr32 = UpTransition(3, 4 * features, 2 * features, 1, act)
        network.out_tr = OutputTransition(3, 2 * features, classes, act)
    for join in (network.up_tr64, network.up_tr32):
        join.dropout2.p = dropout  # MONAI leaves these two at one half, whatever it is given
    return network
