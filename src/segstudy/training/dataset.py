"""Cached slices as a PyTorch dataset."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import Dataset

from segstudy.errors import StudyError
from segstudy.training.labelled import LabelledSlices
from segstudy.training.precision import memory_layout


class Batch(NamedTuple):
    """Slices or patches as the network sees them, and what it should say of them.

    image: float32 (batch, channels, rows, columns). label: int64 (batch, rows, columns), class indices. Patches have
    slices before rows.
    annotated: bool (batch, classes), on the processor always. case: int64 (batch,), places in the dataset's list.
    """

    image: Tensor
    label: Tensor
    annotated: Tensor
    case: Tensor

    def to(self, device: torch.device) -> "Batch":
        """The same on `device`, channels last."""
        layout = memory_layout(self.image.ndim - 2)
        image = self.image.to(device, non_blocking=True).contiguous(memory_format=layout)
        label = self.label.to(device, non_blocking=True)
        return Batch(image, label.long(), self.annotated, self.case.to(device, non_blocking=True))


class SliceDataset(Dataset):
    """All slices of several cases, in order; a list of indices gives a whole `Batch` at once.

    In a batch that was not yet sent to a device, labels are uint8, an eighth of the bytes to hand over.
    """

    def __init__(self, cases: Sequence[LabelledSlices]):
        """Raises StudyError where there is no slice, or slices differ in size."""
        self.cases = list(cases)
        lengths = [len(case.slices) for case in self.cases]
        if not sum(lengths):
            raise StudyError(
                "there is no slice to train or validate on: every fold needs a patient for each; "
                "have more patients with label maps, or more folds"
            )
        sizes = {case.slices.shape[1:] for case in self.cases}
        if len(sizes) > 1:
            raise StudyError(f"slices differ in size: {', '.join(map(str, sorted(sizes)))}; prepare all cases alike")
        self.case_of = np.repeat(np.arange(len(lengths)), lengths)
        self.slice_of = np.concatenate([np.arange(length) for length in lengths])
        self.annotated = np.stack([case.annotated for case in self.cases])

    def __len__(self) -> int:
        return len(self.case_of)

    def __getitem__(self, index: int) -> Batch:
        """A batch of one."""
        return self.__getitems__([index])

    def __getitems__(self, indices: list[int]) -> Batch:
        """The batch of these slices."""
        cases = self.case_of[indices]
        rows, columns = self.cases[0].slices.shape[1:]
        image = np.empty((len(indices), self.cases[0].channels.count, rows, columns), np.float32)
        label = np.empty((len(indices), rows, columns), np.uint8)
        for place, (case, index) in enumerate(zip(cases, self.slice_of[indices], strict=True)):
            image[place] = self.cases[case].sample(int(index))
            label[place] = self.cases[case].slices.label(int(index))
        return Batch(*map(torch.from_numpy, (image, label, self.annotated[cases], cases)))

    def reopen(self) -> None:
        """Open the files anew, so that no two processes share an open file."""
        self.cases = [case.reopened() for case in self.cases]
