"""Cross-entropy."""

from torch import Tensor
from torch.nn import functional as F

from segstudy.config.sections.losses import LossTerm
from segstudy.training.losses.judged import Term


def build(_: LossTerm) -> Term:
    """Over all pixels, weighted by `class_weights`."""
    return lambda judged: cross_entropy(judged.logits, judged.target, judged.class_weights)


def cross_entropy(logits: Tensor, target: Tensor, weights: Tensor | None) -> Tensor:
    """Mean over pixels, each weighted by its class; 0 where all these weights are 0."""
    if weights is None:
        return F.cross_entropy(logits, target)
    total = weights[target].sum()
    return F.cross_entropy(logits, target, weights, reduction="sum") / total.clamp_min(1e-8)
