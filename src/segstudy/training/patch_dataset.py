"""Patches of cached volumes as a PyTorch dataset."""

from collections.abc import Iterator, Sequence

import numpy as np
import torch

from segstudy.config.sections.patches import PatchSettings
from segstudy.running.errors import StudyError
from segstudy.training.batches import EpochBatches
from segstudy.training.dataset import Batch, CaseDataset
from segstudy.training.labelled import LabelledSlices
from segstudy.training.organ_voxels import organ_voxels
from segstudy.training.patch_reading import anywhere, around_voxel, draw_change, on_background, read_patch

# (epoch, case, number, kind): from a patch's key follows where it lies. The kind says whether on an organ: 1, 0, or by
# CHANCE.
PatchKey = tuple[int, int, int, int]
CHANCE = -1


class PatchDataset(CaseDataset[PatchKey]):
    """Patches of volumes.

    What a key stands for depends on the seed alone: not on what was read before, nor by which process.
    """

    def __init__(self, cases: Sequence[LabelledSlices], settings: PatchSettings, seed: int):
        """Look where the organs of all cases are.

        Raises:
            StudyError: There is no case.
        """
        if not cases:
            raise StudyError("there is no case to train on: are all cases excluded?")
        super().__init__(cases)
        self.settings, self.seed = settings, seed
        self.voxels = [organ_voxels(case, (seed, number)) for number, case in enumerate(self.cases)]

    def __getitems__(self, keys: list[PatchKey]) -> Batch:
        """The batch of these patches."""
        shape = self.settings.shape
        image = np.empty((len(keys), 1, *shape), np.float32)
        label = np.empty((len(keys), *shape), np.uint8)
        for place, key in enumerate(keys):
            image[place, 0], label[place] = self._patch(key)
        cases = np.array([case for _, case, *_ in keys])
        annotated = np.stack([self.cases[case].annotated for case in cases])
        samples = np.array([case * self.settings.per_case + number for _, case, number, _ in keys])
        return Batch(*map(torch.from_numpy, (image, label, annotated, cases, samples)))

    def _patch(self, key: PatchKey) -> tuple[np.ndarray, np.ndarray]:
        slices, voxels = self.cases[key[1]].slices, self.voxels[key[1]]
        rng, shape = np.random.default_rng([self.seed, *key[:3]]), self.settings.shape
        on_an_organ = rng.random() < self.settings.foreground
        if (on_an_organ if key[3] == CHANCE else bool(key[3])) and voxels:
            start = around_voxel(rng.choice(voxels[rng.integers(len(voxels))]), slices.shape, shape)
        elif self.settings.others == "background":
            start = on_background(slices, shape, rng)
        else:
            start = anywhere(slices.shape, shape, rng)
        return read_patch(slices, start, shape, draw_change(self.settings, rng))


class PatchBatches(EpochBatches[PatchKey]):
    """Batches of patches, `per_case` of each case in an epoch."""

    def __init__(self, cases: int, settings: PatchSettings, batch: int, seed: int):
        super().__init__(cases * settings.per_case, batch, seed)
        self.per_case, self.settings = settings.per_case, settings

    def __iter__(self) -> Iterator[list[PatchKey]]:
        for keys in super().__iter__():
            if self.settings.oversample == "chance":
                yield keys
            else:
                first = round(len(keys) * (1 - self.settings.foreground))
                yield [(*key[:3], int(place >= first)) for place, key in enumerate(keys)]

    def key(self, index: int) -> PatchKey:
        """The epoch, the case's place, and the number among its patches."""
        case, number = divmod(index, self.per_case)
        return self.epoch, case, number, CHANCE
