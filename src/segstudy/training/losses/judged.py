"""What a loss sees of a batch."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor


@dataclass(frozen=True)
class Judged:
    """A network's answer to a batch beside the truth; of organs that nobody drew, background has taken the place.

    Where an organ was not drawn in a sample, its probability and its truth are 0 there: in sums over the batch it
    counts nothing.

    Attributes:
        logits: float32 (batch, classes, …), minus infinity for classes that nobody drew in a sample.
        target: int64 (batch, …), class indices.
        annotated: bool (batch, classes).
        class_weights: (classes,), of losses of pixels; None weighs all the same.
        dice_weights: (classes,), of losses of regions.
    """

    logits: Tensor
    target: Tensor
    annotated: Tensor
    class_weights: Tensor | None
    dice_weights: Tensor

    @cached_property
    def probabilities(self) -> Tensor:
        """(batch, classes, …)."""
        return self.logits.softmax(dim=1)

    @cached_property
    def truth(self) -> Tensor:
        """(batch, classes, …): 1 where the class is, else 0."""
        return torch.zeros_like(self.logits).scatter_(1, self.target[:, None], 1)

    def mean(self, values: Tensor) -> Tensor:
        """The mean of (classes,) by `dice_weights`, over classes that some sample of the batch has drawn."""
        weights = self.dice_weights * self.annotated.any(dim=0).to(values.device)
        return (values * weights).sum() / weights.sum().clamp_min(1e-8)

    def mean_over_samples(self, values: Tensor) -> Tensor:
        """The same of (batch, classes), where each class is first averaged over the samples that have it drawn."""
        drawn = self.annotated.to(values.device)
        return self.mean((values * drawn).sum(dim=0) / drawn.sum(dim=0).clamp_min(1))

    def mean_over_pixels(self, values: Tensor) -> Tensor:
        """The mean of (batch, …), each pixel weighted by its true class's `class_weights`."""
        if self.class_weights is None:
            return values.mean()
        weights = self.class_weights[self.target]
        return (values * weights).sum() / weights.sum().clamp_min(1e-8)


# A loss of a batch, as what `build` of a loss's file makes of its settings.
Term = Callable[[Judged], Tensor]
