"""A network before training."""

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import nn

from segstudy.errors import StudyError
from segstudy.models.registry import build_model


def initialize_xavier(network: nn.Module) -> None:
    """Normal weights of Glorot & Bengio 2010 for convolutions and linear layers, biases zero.

    What a network calls `pretrained` keeps its weights.
    """
    kept = set(network.pretrained.modules()) if hasattr(network, "pretrained") else set()
    for module in network.modules():
        if module not in kept and isinstance(
            module, nn.Conv2d | nn.ConvTranspose2d | nn.Conv3d | nn.ConvTranspose3d | nn.Linear
        ):
            nn.init.xavier_normal_(module.weight)
            if module.bias is not None:
                nn.init.zeros_(module.bias)


def new_network(
    model: str,
    in_channels: int,
    classes: int,
    arguments: Mapping[str, Any],
    initialization: str,
    seed: int,
    patch: Sequence[int] | None = None,
) -> nn.Module:
    """Build a network with random weights: `xavier`, or PyTorch's `default`; the same seed gives the same weights.

    patch: (slices, rows, columns) of what a network for volumes sees at a time.

    Raises StudyError where an argument is unknown or its value fits no network.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        try:
            network = build_model(model, in_channels, classes, patch, **arguments)
        except (TypeError, ValueError) as error:
            raise StudyError(f"model {model}: {error}") from error
        if initialization == "xavier":
            initialize_xavier(network)
    return network
