"""A network before training."""

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import nn

from segstudy.models.build import build_model
from segstudy.running.errors import StudyError


def initialize_xavier(network: nn.Module) -> None:
    """Normal weights of Glorot & Bengio 2010 for convolutions and linear layers, biases zero.

    What a network calls `pretrained` keeps its weights.
    """
    pretrained = getattr(network, "pretrained", None)
    kept = set(pretrained.modules()) if isinstance(pretrained, nn.Module) else set()
    for module in network.modules():
        if module not in kept and isinstance(
            module, nn.Conv2d | nn.ConvTranspose2d | nn.Conv3d | nn.ConvTranspose3d | nn.Linear
        ):
            nn.init.xavier_normal_(module.weight)
            if module.bias is not None:
                nn.init.zeros_(module.bias)


def new_network(
    builder: str,
    in_channels: int,
    classes: int,
    arguments: Mapping[str, Any],
    initialization: str,
    seed: int,
    patch: Sequence[int] | None = None,
) -> nn.Module:
    """Build a network with random weights: `xavier`, or PyTorch's `default`; the same seed gives the same weights.

    Args:
        builder: `module:attribute` of its class.
        in_channels: Channels of a sample.
        classes: Background and organs.
        arguments: What else it is built with.
        initialization: `xavier` or `default`.
        seed: What the weights are drawn from.
        patch: (slices, rows, columns) that a network for volumes sees at a time.

    Raises:
        StudyError: An argument is unknown or its value fits no network.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        try:
            network = build_model(builder, in_channels, classes, patch, **arguments)
        except (TypeError, ValueError) as error:
            raise StudyError(f"model {builder.partition(':')[0].rpartition('.')[2]}: {error}") from error
        if initialization == "xavier":
            initialize_xavier(network)
    return network
