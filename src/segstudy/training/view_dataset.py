"""Views of cached slices as a PyTorch dataset: one object of each slice, drawn anew in every epoch, with noise."""

from collections.abc import Iterator, Sequence

import numpy as np
import torch

from segstudy.representations.interface import Representation
from segstudy.training.batches import ShuffledBatches
from segstudy.training.dataset import Batch, SliceDataset
from segstudy.training.labelled import LabelledSlices

# (epoch, slice): a view's name, from which it follows which object is shown, and with which noise.
Name = tuple[int, int]


class ViewDataset(SliceDataset):
    """Views by name; a list of names gives a whole `Batch` at once.

    Of a slice's objects one is drawn; without any, the whole slice is shown. What a name stands for depends on the seed
    alone: not on what was read before, nor by which process.
    """

    def __init__(self, cases: Sequence[LabelledSlices], representation: Representation, seed: int):
        """Raises StudyError where there is no slice, or slices differ in size."""
        super().__init__(cases)
        self.representation, self.seed = representation, seed

    def __getitems__(self, names: list[Name]) -> Batch:
        """The batch of these views."""
        size = self.representation.size
        image = np.empty((len(names), 1, size, size), np.float32)
        label = np.empty((len(names), size, size), np.uint8)
        cases = self.case_of[[index for _, index in names]]
        for place, name in enumerate(names):
            image[place, 0], label[place] = self._view(*name)
        return Batch(*map(torch.from_numpy, (image, label, self.annotated[cases], cases)))

    def _view(self, epoch: int, index: int) -> tuple[np.ndarray, np.ndarray]:
        slices, number = self.cases[self.case_of[index]].slices, int(self.slice_of[index])
        rng = np.random.default_rng([self.seed, epoch, index])
        label = slices.label(number)
        objects = self.representation.parameters(label) or [self.representation.whole(label.shape)]
        chosen = self.representation.noisy(objects[rng.integers(len(objects))], label.shape, rng)
        image = self.representation.image(slices.image(number), chosen, slices.darkest)
        return image, self.representation.label(label, chosen)


class ShuffledViews(ShuffledBatches):
    """Batches of the names of an epoch's views, shuffled by seed and epoch alone."""

    def __iter__(self) -> Iterator[list[Name]]:
        for batch in super().__iter__():
            yield [(self.epoch, index) for index in batch]
