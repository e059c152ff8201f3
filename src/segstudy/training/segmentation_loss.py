"""The loss that a training's settings name."""

from collections.abc import Sequence

import torch
from torch import Tensor

from segstudy.config.training import TrainingSettings
from segstudy.training.class_weights import class_weights, dice_weights
from segstudy.training.labelled import LabelledSlices
from segstudy.training.losses import Loss, cross_entropy, dice_loss, merge_unannotated


def segmentation_loss(
    settings: TrainingSettings, training: Sequence[LabelledSlices], organs: Sequence[str], device: torch.device
) -> Loss:
    """`ce`, `dice` or `dice_ce` as a function of logits, target and annotated, on `device`.

    training: the cases that `balanced` class weights are counted in.
    """
    counted = class_weights(settings.class_weights, training, organs)
    entropy_weights = None if counted is None else torch.from_numpy(counted).to(device)
    overlap_weights = torch.from_numpy(dice_weights(settings.dice_weights, organs)).to(device)
    shares = settings.loss_weights

    def loss(logits: Tensor, target: Tensor, annotated: Tensor) -> Tensor:
        logits, target = merge_unannotated(logits.float(), target, annotated)
        if settings.loss == "ce":
            return cross_entropy(logits, target, entropy_weights)
        overlap = dice_loss(logits, target, annotated, overlap_weights)
        if settings.loss == "dice":
            return overlap
        return shares.ce * cross_entropy(logits, target, entropy_weights) + shares.dice * overlap

    return loss
