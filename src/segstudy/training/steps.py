"""From a batch to the gradients of its loss: one launch after the other, or on a GPU, where it can be, all as one."""

from collections.abc import Sequence
from functools import cache

import torch
from torch import Tensor

from segstudy.training.batch import Batch
from segstudy.training.graphed import Graphed
from segstudy.training.parts import backward_in_parts
from segstudy.training.progress import Progress
from segstudy.training.segmentation_loss import Loss, SegmentationLoss


def supervised(loss: Loss, logits: Tensor, batch: Batch, weights: Sequence[float] | None = None) -> Tensor:
    """The loss of an answer; of answers of several levels (batch, levels, …), their weighted mean.

    Args:
        loss: Of logits, target and annotated.
        logits: Of one answer or of several.
        batch: What was shown.
        weights: Of the levels; by default each is half as heavy as the one above, as nnU-Net weighs them (Isensee et
            al. 2021, Nature Methods).
    """
    if not isinstance(loss, SegmentationLoss) or logits.ndim == batch.image.ndim:
        return loss(logits, batch.label, batch.annotated)
    levels = logits.unbind(dim=1)
    values = torch.stack([loss(each, batch.label, batch.annotated) for each in levels])
    shares = tuple(weights or (0.5**level for level in range(len(levels))))
    return (values * _level_weights(shares, values.device)).sum() / sum(shares)


@cache
def _level_weights(shares: tuple[float, ...], device: torch.device) -> Tensor:
    """(levels,): sent to the device once."""
    with torch.inference_mode(False):  # a validation's serves training
        return torch.tensor(shares, device=device)


class Steps:
    """Adds the gradients of a batch's loss to those there are.

    On CUDA, where a network's own launches take longer than what they launch, batches whose labels are all drawn and
    that are not mixed are replayed as one graph; the optimizer's step is not part of it, so that its rate may change.
    """

    def __init__(self, progress: Progress, loss: Loss):
        """Take nothing yet; `loss`: what is minimized."""
        self.progress, self.loss = progress, loss
        device = progress.precision.device
        self.drawn = torch.empty(0, dtype=torch.bool)
        steady = isinstance(loss, SegmentationLoss) and loss.is_steady
        self.graphed = Graphed(self._whole, device, progress.network.parameters()) if steady else None

    def __call__(self, batch: Batch, share: float = 1.0, together: int = 1) -> Tensor:
        """The batch's loss; on the device, and until the next call.

        Args:
            batch: As the network is shown it.
            share: What of each image is its own; the rest is of the one before it.
            together: Batches whose gradients are averaged.
        """
        whole = self.progress.at_once is None
        if whole and self.graphed and self.graphed.is_on and share == together == 1 and batch.annotated.all():
            self.drawn = batch.annotated
            return self.graphed(batch.image, batch.label)[0]
        return self._backward(batch, share, together)

    def release(self) -> None:
        """Give back what is kept for replaying; from here on all calls are ordinary ones."""
        self.graphed = None

    def _whole(self, image: Tensor, label: Tensor) -> tuple[Tensor]:
        nothing = torch.empty(0, dtype=torch.int64)
        return (self._backward(Batch(image, label, self.drawn, nothing, nothing), 1.0, 1),)

    def _backward(self, batch: Batch, share: float, together: int) -> Tensor:
        weights = getattr(self.progress.network, "level_weights", None)

        def mixed(logits: Tensor) -> Tensor:
            value = supervised(self.loss, logits, batch, weights)
            if share < 1:
                other = batch._replace(label=batch.label.roll(1, dims=0), annotated=batch.annotated.roll(1, dims=0))
                value = share * value + (1 - share) * supervised(self.loss, logits, other, weights)
            return value

        precision, at_once = self.progress.precision, self.progress.at_once
        if at_once is not None and at_once < len(batch.image):
            return backward_in_parts(self.progress.network, batch.image, at_once, mixed, precision, together)
        with precision.autocast():
            logits = self.progress.network(batch.image)
        value = mixed(logits)
        precision.backward(value / together if together > 1 else value)
        return value.detach()
