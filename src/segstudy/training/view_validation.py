"""How well a network that sees views of slices does, measured in Cartesian space on the cases that choose its weights.

In polar space the same answer scores higher: the far, large rings of an organ, where it errs, are as thin as the near.
"""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn

from segstudy.representations.applied import view_slices
from segstudy.representations.interface import Representation
from segstudy.training.labelled import LabelledSlices
from segstudy.training.precision import Precision
from segstudy.training.segmentation_loss import Loss
from segstudy.training.validation import Validation, add_confusion, mean_dice


@torch.inference_mode()
def validate_views(
    network: nn.Module,
    cases: Sequence[LabelledSlices],
    representation: Representation,
    batch: int,
    loss: Loss,
    precision: Precision,
) -> Validation:
    """Loss (mean over views) and Cartesian 3D Dice of `network`, shown every object of the label maps without noise.

    The objects are the label maps' own, so that the order of epochs does not depend on another arm; the Dice is that of
    an oracle. Leaves the network in evaluation mode.

    Args:
        network: Any.
        cases: All that it is validated on.
        representation: How slices are shown to it.
        batch: Views at a time.
        loss: Of logits, target and annotated.
        precision: In which it computes, and where.
    """
    network.eval()
    device = precision.device
    annotated = np.stack([case.annotated for case in cases])
    classes = annotated.shape[1]
    confusion = torch.zeros((len(cases), classes, classes), dtype=torch.int64)
    total, count = 0.0, 0

    def predict(images: Tensor) -> Tensor:
        with precision.autocast():
            logits = network(images.to(device))
        return logits.float().softmax(dim=1)

    for number, case in enumerate(cases):
        place, drawn = torch.tensor([number]), torch.from_numpy(annotated[number])
        views_of = view_slices(predict, case.slices, case.slices.label, representation, classes, batch, case.channels)
        for viewed in views_of:
            truth = case.slices.label(viewed.index)
            answer = torch.from_numpy(viewed.fused.argmax(axis=0))
            add_confusion(confusion, place, torch.from_numpy(truth)[None].long(), answer[None])
            if viewed.parameters:
                views = [representation.label(truth, each) for each in viewed.parameters]
                target = torch.from_numpy(np.stack(views)).long()
                # a logarithm of probabilities is as good as any logits
                logits = viewed.probabilities.clamp_min(1e-7).log()
                value = loss(logits.to(device), target.to(device), drawn.expand(len(views), -1))
                total, count = total + float(value) * len(views), count + len(views)
    return Validation(total / max(count, 1), mean_dice(confusion.numpy(), annotated))
