"""Batches that go through a network part by part, where memory does not hold them whole."""

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

from segstudy.running.random_state import draw_from, random_states
from segstudy.training.precision import Precision


def is_divisible(network: nn.Module) -> bool:
    """Whether a batch's samples know nothing of each other: batch normalization takes its mean over all of them."""
    return not any(isinstance(module, _BatchNorm) for module in network.modules())


class InParts(nn.Module):
    """A network that is given so many samples at once, and answers as if it were given all."""

    def __init__(self, network: nn.Module, at_once: int):
        super().__init__()
        self.network, self.at_once = network, at_once

    def forward(self, x: Tensor) -> Tensor:
        """What the network says of (batch, …)."""
        return torch.cat([self.network(part) for part in x.split(self.at_once)])


def backward_in_parts(
    network: nn.Module,
    image: Tensor,
    at_once: int,
    loss: Callable[[Tensor], Tensor],
    precision: Precision,
    together: int = 1,
) -> Tensor:
    """The gradients of a batch's loss, added to those there are, with the features of a part in memory at a time.

    First the answer to every part without its features, then the loss of all answers and its gradient by them, then
    each part again with its features, which that gradient goes back through (Gao et al. 2021, "Scaling deep
    contrastive learning batch size under memory limited setup"). So a loss may join the batch's samples as it likes,
    and dropout draws the same in both turns.

    Args:
        network: In which samples know nothing of each other.
        image: (batch, channels, …).
        at_once: Samples of a part.
        loss: Of the answers of the whole batch.
        precision: In which it computes.
        together: Batches whose gradients are averaged.

    Returns:
        The loss.
    """
    drawn, answers = [], []
    with torch.no_grad():
        for part in image.split(at_once):
            drawn.append(random_states(precision.device))
            with precision.autocast():
                answers.append(network(part))
    logits = torch.cat(answers).requires_grad_()
    value = loss(logits)
    precision.backward(value / together if together > 1 else value)
    assert logits.grad is not None
    for part, state, gradient in zip(image.split(at_once), drawn, logits.grad.split(at_once), strict=True):
        draw_from(state, precision.device)
        with precision.autocast():
            answer = network(part)
        answer.backward(gradient)
    return value.detach()
