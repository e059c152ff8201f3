"""A batch of samples."""

from typing import NamedTuple

import torch
from torch import Tensor

from segstudy.training.precision import memory_layout


class Batch(NamedTuple):
    """Slices or patches as the network sees them, and what it should say of them.

    Attributes:
        image: float32 (batch, channels, rows, columns); patches have slices before rows.
        label: int64 (batch, rows, columns), class indices; patches have slices before rows.
        annotated: bool (batch, classes), on the processor always.
        case: int64 (batch,), places in the dataset's list.
        sample: int64 (batch,), numbers among the samples of an epoch, on the processor always.
    """

    image: Tensor
    label: Tensor
    annotated: Tensor
    case: Tensor
    sample: Tensor

    def to(self, device: torch.device) -> "Batch":
        """The same on `device`, channels last."""
        layout = memory_layout(self.image.ndim - 2)
        image = self.image.to(device, non_blocking=True).contiguous(memory_format=layout)
        label = self.label.to(device, non_blocking=True)
        return Batch(image, label.long(), self.annotated, self.case.to(device, non_blocking=True), self.sample)
