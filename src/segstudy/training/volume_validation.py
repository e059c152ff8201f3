"""How well a network for volumes does on the cases that choose its checkpoint."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn

from segstudy.training.labelled import LabelledSlices
from segstudy.training.precision import Precision
from segstudy.training.segmentation_loss import Loss
from segstudy.training.validation import Validation, add_confusion, mean_dice
from segstudy.volumes.windows.sliding import sliding_probabilities
from segstudy.volumes.windows.window import Window

# Windows overlap less than in prediction: epochs are many, and their order is all that counts.
OVERLAP = 0.25
# The loss is computed on so many slices at a time, which bounds its memory.
SLICES = 16


@torch.inference_mode()
def validate_volumes(
    network: nn.Module,
    cases: Sequence[LabelledSlices],
    patch: tuple[int, int, int],
    batch: int,
    loss: Loss,
    precision: Precision,
) -> Validation:
    """Loss (mean over slices) and Dice of `network`, whose windows of `patch` slide over whole volumes.

    Leaves the network in evaluation mode.

    Args:
        network: Any.
        cases: All that it is validated on.
        patch: (slices, rows, columns) of a window.
        batch: Windows at a time.
        loss: Of logits, target and annotated.
        precision: In which it computes, and where.
    """
    network.eval()
    device = precision.device
    annotated = np.stack([case.annotated for case in cases])
    classes = annotated.shape[1]
    confusion = torch.zeros((len(cases), classes, classes), dtype=torch.int64, device=device)
    total = torch.zeros((), dtype=precision.sums, device=device)

    def predict(images: Tensor) -> Tensor:
        with precision.autocast():
            logits = network(images)
        return logits.float().softmax(dim=1)

    for number, case in enumerate(cases):
        place, drawn = torch.tensor([number], device=device), torch.from_numpy(annotated[number])[None]
        for which, slab in sliding_probabilities(predict, case.slices, Window(patch, OVERLAP), batch, device):
            label = torch.from_numpy(case.slices.label_box((which, slice(None), slice(None)))).to(device).long()
            for probabilities, target in zip(slab.split(SLICES, dim=1), label.split(SLICES), strict=True):
                # a logarithm of probabilities is as good as any logits
                total += loss(probabilities.clamp_min(1e-7).log()[None], target[None], drawn) * len(target)
                add_confusion(confusion, place, target[None], probabilities.argmax(dim=0)[None])
    slices = sum(len(case.slices) for case in cases)
    return Validation(float(total) / slices, mean_dice(confusion.cpu().numpy(), annotated))
