"""Cross-entropy of the pixels that are worst (Wu et al. 2016; nnU-Net's top-k loss)."""

from torch import Tensor
from torch.nn import functional as F

from segstudy.config.sections.losses import TopkTerm
from segstudy.training.losses.judged import Judged, Term


def build(settings: TopkTerm) -> Term:
    """The mean over the worst `share` of a batch's pixels, each weighted by `class_weights`."""

    def loss(judged: Judged) -> Tensor:
        values = F.cross_entropy(judged.logits, judged.target, judged.class_weights, reduction="none").flatten()
        return values.topk(max(1, round(settings.share * len(values)))).values.mean()

    return loss
