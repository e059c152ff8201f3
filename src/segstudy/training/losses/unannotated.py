"""Label maps of which some organs were never drawn."""

import torch
from torch import Tensor


def merge_unannotated(logits: Tensor, target: Tensor, annotated: Tensor) -> tuple[Tensor, Tensor]:
    """Let background stand for itself and for every organ nobody drew in the sample.

    The background's probability becomes the sum of theirs, and theirs zero: the marginal loss of Shi et al.
    2021, "Marginal loss and exclusion loss for partially supervised multi-organ segmentation", Medical
    Image Analysis 70.

    Args:
        logits: (batch, classes, …), … being rows and columns, or slices, rows and columns.
        target: int64 (batch, …).
        annotated: bool (batch, classes), on the processor.

    Returns:
        Logits and target.
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
