"""Views of cached slices as a PyTorch dataset: one object of each slice, drawn anew in every epoch, with noise."""

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import torch

from segstudy.representations.applied import view_sample
from segstudy.representations.interface import Representation
from segstudy.training.batches import EpochBatches
from segstudy.training.dataset import Batch, JoinedSlices
from segstudy.training.labelled import LabelledSlices

# (epoch, slice): from a view's key follows which object is shown, and with which noise.
ViewKey = tuple[int, int]


class ViewDataset(JoinedSlices[ViewKey]):
    """Views of slices.

    Of a slice's objects one is drawn; without any, the whole slice is shown. What a key stands for depends on the seed
    alone: not on what was read before, nor by which process.
    """

    def __init__(
        self,
        cases: Sequence[LabelledSlices],
        representation: Representation[Any],
        seed: int,
        which: Literal["all", "with_organ"] = "all",
    ):
        """Join the slices of `cases`.

        Raises:
            StudyError: There is no slice, or slices differ in size.
        """
        super().__init__(cases, which)
        self.representation, self.seed = representation, seed

    def __getitems__(self, keys: list[ViewKey]) -> Batch:
        """The batch of these views."""
        size = self.representation.size
        image = np.empty((len(keys), self.cases[0].channels.count, size, size), np.float32)
        label = np.empty((len(keys), size, size), np.uint8)
        samples = np.array([index for _, index in keys])
        cases = self.case_of[samples]
        for place, key in enumerate(keys):
            image[place], label[place] = self._view(*key)
        return Batch(*map(torch.from_numpy, (image, label, self.annotated[cases], cases, samples)))

    def _view(self, epoch: int, index: int) -> tuple[np.ndarray, np.ndarray]:
        case, number = self.cases[self.case_of[index]], int(self.slice_of[index])
        slices = case.slices
        rng = np.random.default_rng([self.seed, epoch, index])
        label = slices.label(number)
        objects = self.representation.parameters(label) or [self.representation.whole(label.shape)]
        view = self.representation.noisy(objects[rng.integers(len(objects))], label.shape, rng)
        image = view_sample(case.sample(number), view, self.representation, slices.background_value, case.channels)
        return image, self.representation.label(label, view)


class ShuffledViews(EpochBatches[ViewKey]):
    """Batches of views, one of each slice in an epoch."""

    def key(self, index: int) -> ViewKey:
        """The epoch, and the slice's place."""
        return self.epoch, index
