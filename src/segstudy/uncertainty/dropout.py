"""Dropout that stays on when a network predicts (Gal & Ghahramani 2016, arXiv:1506.02142)."""

from collections.abc import Iterator
from contextlib import contextmanager

from torch import nn
from torch.nn.modules.dropout import _DropoutNd

from segstudy.running.errors import StudyError


def dropout_layers(network: nn.Module) -> list[nn.Module]:
    """The layers that leave something out by chance; those of probability 0 are none."""
    return [layer for layer in network.modules() if isinstance(layer, _DropoutNd) and layer.p > 0]


@contextmanager
def dropout_on(network: nn.Module) -> Iterator[None]:
    """Inside, the dropout layers of `network` are in training mode and all else, such as batch norms, is as it was.

    Raises:
        StudyError: The network has none.
    """
    layers = dropout_layers(network)
    if not layers:
        raise StudyError("the network has no dropout to leave on: set its probability under the arm's `model`")
    before = [layer.training for layer in layers]
    try:
        for layer in layers:
            layer.train()
        yield
    finally:
        for layer, mode in zip(layers, before, strict=True):
            layer.train(mode)
