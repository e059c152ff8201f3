"""Building a network from the name of its builder."""

import sys
from collections.abc import Sequence
from pkgutil import resolve_name
from typing import Any

from torch import nn


def build_model(
    builder: str, in_channels: int, classes: int, patch: Sequence[int] | None = None, **arguments: Any
) -> nn.Module:
    """Build a network that maps (batch, in_channels, …) to logits (batch, classes, …).

    … is (rows, columns), or (slices, rows, columns) for a network that sees volumes.

    Args:
        builder: `module:attribute` of the network's class or function (see `segstudy.models.registry`).
        in_channels: Channels of a sample.
        classes: Background and organs.
        patch: (slices, rows, columns) that a network for volumes sees at a time; one for slices needs none.
        **arguments: What else the network is built with.
    """
    build = resolve_name(builder)
    sees_volumes = hasattr(sys.modules[builder.partition(":")[0]], "patch_step")
    given = {"patch": None if patch is None else tuple(patch)} if sees_volumes else {}
    network: nn.Module = build(in_channels=in_channels, classes=classes, **given, **arguments)
    return network
