"""How well a network does on the cases that choose its checkpoint."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from segstudy.training.dataset import Batch
from segstudy.training.losses import Loss
from segstudy.training.precision import Precision


class Validation(NamedTuple):
    """loss: mean over slices. dice: mean over cases and organs of 3D Dice."""

    loss: float
    dice: float


def add_confusion(confusion: Tensor, case: Tensor, target: Tensor, predicted: Tensor) -> None:
    """Count pixels, or voxels, into `confusion`, int64 (cases, classes of the target, classes predicted)."""
    cases, classes, _ = confusion.shape
    case = case[(..., *[None] * (target.ndim - 1))]
    cell = (case * classes + target) * classes + predicted
    confusion += torch.bincount(cell.flatten(), minlength=cases * classes**2).view_as(confusion)


def mean_dice(confusion: np.ndarray, annotated: np.ndarray) -> float:
    """Mean Dice over all organs of all cases, without organs not drawn, and without those empty on both sides.

    confusion: (cases, classes, classes). annotated: bool (cases, classes). NaN where nothing is left.
    """
    overlap = np.diagonal(confusion, axis1=1, axis2=2)
    size = confusion.sum(axis=2) + confusion.sum(axis=1)
    counted = (annotated & (size > 0))[:, 1:]
    if not counted.any():
        return float("nan")
    return float((2 * overlap[:, 1:][counted] / size[:, 1:][counted]).mean())


@torch.inference_mode()
def validate(
    network: nn.Module,
    batches: Iterable[Batch],
    annotated: np.ndarray,
    loss: Loss,
    precision: Precision,
) -> Validation:
    """Loss and Dice of `network` on `batches`; leaves the network in evaluation mode.

    annotated: bool (cases, classes).
    """
    network.eval()
    cases, classes = annotated.shape
    confusion = torch.zeros((cases, classes, classes), dtype=torch.int64, device=precision.device)
    total = torch.zeros((), dtype=torch.float64, device=precision.device)
    slices = 0
    for batch in batches:
        batch = batch.to(precision.device)
        with precision.autocast():
            logits = network(batch.image)
        total += loss(logits, batch.label, batch.annotated) * len(batch.image)
        slices += len(batch.image)
        add_confusion(confusion, batch.case, batch.label, logits.argmax(dim=1))
    return Validation(float(total) / slices, mean_dice(confusion.cpu().numpy(), annotated))
