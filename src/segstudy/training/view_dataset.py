"""Views of cached slices as a PyTorch dataset: every object of every slice, with noise drawn anew in every epoch."""

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import torch

from segstudy.representations.applied import view_sample
from segstudy.representations.interface import Representation
from segstudy.training.batches import EpochBatches
from segstudy.training.dataset import Batch, JoinedSlices
from segstudy.training.labelled import LabelledSlices

# (epoch, view): from a view's key follows with which noise it is shown.
ViewKey = tuple[int, int]


class ViewDataset(JoinedSlices[ViewKey]):
    """Views of slices: a sample each object; of a slice without any, the whole slice.

    What a key stands for depends on the seed alone: not on what was read before, nor by which process.
    """

    def __init__(
        self,
        cases: Sequence[LabelledSlices],
        representation: Representation[Any],
        seed: int,
        which: Literal["all", "with_organ"] = "all",
    ):
        """Join the slices of `cases`, and look for objects in each.

        Raises:
            StudyError: There is no slice, or slices differ in size.
        """
        super().__init__(cases, which)
        self.representation, self.seed = representation, seed
        self.slices = len(self.case_of)
        objects = [self._objects(case, number) for case, number in zip(self.case_of, self.slice_of, strict=True)]
        shown = [len(each) for each in objects]
        self.case_of, self.slice_of = np.repeat(self.case_of, shown), np.repeat(self.slice_of, shown)
        self.objects = [each for here in objects for each in here]

    def _objects(self, case: np.integer[Any], number: np.integer[Any]) -> list[Any]:
        label = self.cases[case].slices.label(int(number))
        return self.representation.parameters(label) or [self.representation.whole(label.shape)]

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
        view = self.representation.noisy(self.objects[index], label.shape, rng)
        image = view_sample(case.sample(number), view, self.representation, slices.background_value, case.channels)
        return image, self.representation.label(label, view)


class ShuffledViews(EpochBatches[ViewKey]):
    """Batches of views, each once in an epoch."""

    def key(self, index: int) -> ViewKey:
        """The epoch, and the view's place."""
        return self.epoch, index
