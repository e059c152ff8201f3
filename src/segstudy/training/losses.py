"""Losses for label maps of which some organs were never drawn."""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional as F

Loss = Callable[[Tensor, Tensor, Tensor], Tensor]


def merge_unannotated(logits: Tensor, target: Tensor, annotated: Tensor) -> tuple[Tensor, Tensor]:
    """Let background stand for itself and for every organ nobody drew in the sample.

    The background's probability becomes the sum of theirs, and theirs zero: the marginal loss of Shi et al.
    2021, "Marginal loss and exclusion loss for partially supervised multi-organ segmentation", Medical
    Image Analysis 70.
    logits: (batch, classes, …), … being rows and columns, or slices, rows and columns. target: int64 (batch, …).
    annotated: bool (batch, classes), on the processor. Returns logits and target.
    """
    if annotated.all():
        return logits, target
    annotated = annotated.to(logits.device)
    missing = ~annotated[(..., *[None] * (logits.ndim - 2))]
    merged = missing.clone()
    merged[:, 0] = True
    background = logits.masked_fill(~merged, -torch.inf).logsumexp(dim=1, keepdim=True)
    organs = logits[:, 1:].masked_fill(missing[:, 1:], -torch.inf)
    drawn = annotated.gather(1, target.flatten(1)).view_as(target)
    return torch.cat([background, organs], dim=1), target.where(drawn, 0)


def cross_entropy(logits: Tensor, target: Tensor, weights: Tensor | None) -> Tensor:
    """Mean over pixels, each weighted by its class; 0 where all these weights are 0."""
    if weights is None:
        return F.cross_entropy(logits, target)
    total = weights[target].sum()
    return F.cross_entropy(logits, target, weights, reduction="sum") / total.clamp_min(1e-8)


def dice_loss(logits: Tensor, target: Tensor, annotated: Tensor, weights: Tensor) -> Tensor:
    """1 − soft Dice of each class over the whole batch, weighted mean over classes.

    Milletari et al. 2016, "V-Net", with sums in place of squares, as nnU-Net has it. One voxel is added above
    and below, so that an organ the batch does not show pulls little. Samples count only for organs drawn there,
    organs only where a sample has them drawn.
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
