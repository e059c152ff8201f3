"""The Dice loss."""

import torch
from torch import Tensor

from segstudy.config.sections.losses import LossTerm
from segstudy.training.losses.judged import Term


def build(_: LossTerm) -> Term:
    """Over all organs of a batch, weighted by `dice_weights`."""
    return lambda judged: dice_loss(judged.logits, judged.target, judged.annotated, judged.dice_weights)


def dice_loss(logits: Tensor, target: Tensor, annotated: Tensor, weights: Tensor) -> Tensor:
    """1 − soft Dice of each class over the whole batch, weighted mean over classes.

    Milletari et al. 2016, "V-Net", with sums in place of squares, as nnU-Net has it. One voxel is added above
    and below, so that an organ the batch does not show pulls little. Samples count only for organs drawn there,
    organs only where a sample has them drawn.

    Args:
        logits: As in `merge_unannotated`, whose work this expects done.
        target: int64 (batch, …).
        annotated: bool (batch, classes).
        weights: (classes,), on the logits' device.
    """
    probabilities = logits.softmax(dim=1)
    truth = torch.zeros_like(probabilities).scatter_(1, target[:, None], 1)
    counted = annotated.to(logits.device).float()
    places = tuple(range(2, logits.ndim))
    overlap = ((probabilities * truth).sum(dim=places) * counted).sum(dim=0)
    size = ((probabilities + truth).sum(dim=places) * counted).sum(dim=0)
    weights = weights * (counted.sum(dim=0) > 0)
    missed = 1 - (2 * overlap + 1) / (size + 1)
    return (missed * weights).sum() / weights.sum().clamp_min(1e-8)
