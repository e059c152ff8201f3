"""How well a network does on the cases that choose its checkpoint."""

from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from segstudy.training.batch import Batch
from segstudy.training.graphed import Graphed
from segstudy.training.precision import Precision
from segstudy.training.segmentation_loss import Loss, SegmentationLoss


class Validation(NamedTuple):
    """How well a network does.

    Attributes:
        loss: Mean over slices.
        dice: Mean over cases and organs of 3D Dice.
    """

    loss: float
    dice: float


def add_confusion(confusion: Tensor, case: Tensor, target: Tensor, predicted: Tensor) -> None:
    """Count pixels, or voxels.

    Args:
        confusion: Where they are counted: int64 (cases, classes of the target, classes predicted).
        case: int64 (batch,), places among the cases.
        target: Class indices, int64 (batch, …).
        predicted: Class indices, int64 (batch, …).
    """
    cases, classes, _ = confusion.shape
    case = case[(..., *[None] * (target.ndim - 1))]
    cell = (case * classes + target) * classes + predicted
    confusion += torch.bincount(cell.flatten(), minlength=cases * classes**2).view_as(confusion)


def mean_dice(confusion: np.ndarray, annotated: np.ndarray) -> float:
    """Mean Dice over all organs of all cases, without organs not drawn, and without those empty on both sides.

    Args:
        confusion: (cases, classes, classes).
        annotated: bool (cases, classes).

    Returns:
        NaN where nothing is left.
    """
    overlap = np.diagonal(confusion, axis1=1, axis2=2)
    size = confusion.sum(axis=2) + confusion.sum(axis=1)
    counted = (annotated & (size > 0))[:, 1:]
    if not counted.any():
        return float("nan")
    return float((2 * overlap[:, 1:][counted] / size[:, 1:][counted]).mean())


class Judge:
    """The loss of a network's answers, and which classes they name.

    On CUDA, batches whose labels are all drawn are replayed as one graph.

    Attributes:
        network: Whose answers; in the mode it is in.
    """

    def __init__(self, network: nn.Module, loss: Loss, precision: Precision):
        """Take nothing yet; see `validate`."""
        self.network, self.loss, self.precision = network, loss, precision
        self.drawn = torch.empty(0, dtype=torch.bool)
        steady = isinstance(loss, SegmentationLoss) and loss.is_steady
        self.graphed = Graphed(self._whole, precision.device, draws=False) if steady else None

    def __call__(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Loss and class indices (batch, …), until the next call; `batch`: on the device."""
        if self.graphed and self.graphed.is_on and batch.annotated.all():
            self.drawn = batch.annotated
            value, predicted = self.graphed(batch.image, batch.label)
            return value, predicted
        return self._judge(batch.image, batch.label, batch.annotated)

    def _whole(self, image: Tensor, label: Tensor) -> tuple[Tensor, Tensor]:
        return self._judge(image, label, self.drawn)

    def _judge(self, image: Tensor, label: Tensor, annotated: Tensor) -> tuple[Tensor, Tensor]:
        with self.precision.autocast():
            output, logits = _judged(self.network, image)
        return self.loss(output, label, annotated), logits.argmax(dim=1)


class Validating:
    """The validation of a network, of which some batches may be judged at a time; puts it in evaluation mode."""

    def __init__(self, batches: Iterable[Batch], annotated: np.ndarray, judge: Judge):
        """Judge nothing yet.

        Args:
            batches: All that it is validated on.
            annotated: bool (cases, classes).
            judge: Of the network.
        """
        self.left, self.annotated, self.judge = iter(batches), annotated, judge
        device, (cases, classes) = judge.precision.device, annotated.shape
        judge.network.eval()
        self.confusion = torch.zeros((cases, classes, classes), dtype=torch.int64, device=device)
        self.total = torch.zeros((), dtype=judge.precision.sums, device=device)
        self.slices = 0

    @torch.inference_mode()
    def go_on(self, most: int | None = None) -> bool:
        """Judge at most so many batches more, or all; whether there was any."""
        before = self.slices
        for batch in islice(self.left, most):
            batch = batch.to(self.judge.precision.device)
            value, predicted = self.judge(batch)
            self.total += value * len(batch.image)
            self.slices += len(batch.image)
            add_confusion(self.confusion, batch.case, batch.label, predicted)
        return self.slices > before

    def result(self) -> Validation:
        """Of all batches; waits for them."""
        self.go_on()
        return Validation(float(self.total) / self.slices, mean_dice(self.confusion.cpu().numpy(), self.annotated))


def validate(
    network: nn.Module, batches: Iterable[Batch], annotated: np.ndarray, loss: Loss, precision: Precision
) -> Validation:
    """Loss and Dice of `network` on `batches`; leaves the network in evaluation mode.

    Args:
        network: Any.
        batches: All that it is validated on.
        annotated: bool (cases, classes).
        loss: Of logits, target and annotated.
        precision: In which it computes, and where.
    """
    return Validating(batches, annotated, Judge(network, loss, precision)).result()


def _judged(network: nn.Module, image: Tensor) -> tuple[Tensor, Tensor]:
    """What the loss takes, and logits; the same of all networks that do not say otherwise."""
    if judged := getattr(network, "judged", None):
        output, logits = judged(image)
        return output, logits
    logits = network(image)
    return logits, logits
