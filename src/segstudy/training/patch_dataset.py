"""Patches of cached volumes as a PyTorch dataset."""

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch.utils.data import Dataset, Sampler

from segstudy.config.patches import PatchSettings
from segstudy.errors import StudyError
from segstudy.training.dataset import Batch
from segstudy.training.labelled import LabelledSlices
from segstudy.training.organ_voxels import organ_voxels
from segstudy.training.patch_reading import anywhere, around_voxel, draw_change, read_patch

# (epoch, case, number): a patch's name, from which it follows where it lies.
Name = tuple[int, int, int]


class PatchDataset(Dataset):
    """Patches by name; a list of names gives a whole `Batch` at once.

    What a name stands for depends on the seed alone: not on what was read before, nor by which process.
    """

    def __init__(self, cases: Sequence[LabelledSlices], settings: PatchSettings, seed: int):
        """Raises StudyError where there is no case."""
        if not cases:
            raise StudyError("there is no case to train on: are all cases excluded?")
        self.cases, self.settings, self.seed = list(cases), settings, seed
        self.voxels = [organ_voxels(case, (seed, number)) for number, case in enumerate(self.cases)]

    def __getitem__(self, name: Name) -> Batch:
        """A batch of one."""
        return self.__getitems__([name])

    def __getitems__(self, names: list[Name]) -> Batch:
        """The batch of these patches."""
        shape = self.settings.shape
        image = np.empty((len(names), 1, *shape), np.float32)
        label = np.empty((len(names), *shape), np.uint8)
        for place, name in enumerate(names):
            image[place, 0], label[place] = self._patch(name)
        cases = np.array([case for _, case, _ in names])
        annotated = np.stack([self.cases[case].annotated for case in cases])
        return Batch(*map(torch.from_numpy, (image, label, annotated, cases)))

    def _patch(self, name: Name) -> tuple[np.ndarray, np.ndarray]:
        slices, voxels = self.cases[name[1]].slices, self.voxels[name[1]]
        rng, shape = np.random.default_rng([self.seed, *name]), self.settings.shape
        if rng.random() < self.settings.foreground and voxels:
            start = around_voxel(rng.choice(voxels[rng.integers(len(voxels))]), slices.shape, shape)
        else:
            start = anywhere(slices.shape, shape, rng)
        return read_patch(slices, start, shape, draw_change(self.settings, rng))

    def reopen(self) -> None:
        """Open the files anew, so that no two processes share an open file."""
        self.cases = [case.reopened() for case in self.cases]


class PatchBatches(Sampler[list[Name]]):
    """Batches of the names of an epoch's patches, `per_case` of each case, shuffled by seed and epoch alone."""

    def __init__(self, cases: int, per_case: int, batch: int, seed: int):
        self.cases, self.per_case, self.batch, self.seed = cases, per_case, batch, seed
        self.epoch = 0

    def __len__(self) -> int:
        return -(-self.cases * self.per_case // self.batch)

    def __iter__(self) -> Iterator[list[Name]]:
        order = np.random.default_rng([self.seed, self.epoch]).permutation(self.cases * self.per_case).tolist()
        names = [(self.epoch, *divmod(index, self.per_case)) for index in order]
        for start in range(0, len(names), self.batch):
            yield names[start : start + self.batch]
