"""Cached slices as a PyTorch dataset."""

from collections.abc import Sequence
from typing import Generic, Literal, TypeVar

import numpy as np
import torch
from torch.utils.data import Dataset

from segstudy.running.errors import StudyError
from segstudy.training.batch import Batch
from segstudy.training.labelled import LabelledSlices

Key = TypeVar("Key")


class CaseDataset(Dataset[Batch], Generic[Key]):
    """Samples of several cases by key; a list of keys gives a whole `Batch` at once.

    In a batch that was not yet sent to a device, labels are uint8, an eighth of the bytes to hand over.
    """

    def __init__(self, cases: Sequence[LabelledSlices]):
        self.cases = list(cases)

    def __getitem__(self, key: Key) -> Batch:
        """A batch of one."""
        return self.__getitems__([key])

    def __getitems__(self, keys: list[Key]) -> Batch:
        """The batch of these samples."""
        raise NotImplementedError

    def reopen(self) -> None:
        """Open the files anew, so that no two processes share an open file."""
        self.cases = [case.reopened() for case in self.cases]


class JoinedSlices(CaseDataset[Key]):
    """The slices of several cases, in order."""

    def __init__(self, cases: Sequence[LabelledSlices], which: Literal["all", "with_organ"] = "all"):
        """Join the slices of `cases`: all, or those that show an organ that was drawn.

        Raises:
            StudyError: There is no slice, or slices differ in size.
        """
        super().__init__(cases)
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
        if which == "with_organ":
            self._keep_organs()

    def _keep_organs(self) -> None:
        shown = [
            bool((self.cases[case].annotated[label] & (label > 0)).any())
            for case, index in zip(self.case_of, self.slice_of, strict=True)
            for label in [self.cases[case].slices.label(int(index))]
        ]
        if not any(shown):
            raise StudyError("training.slices: no slice shows an organ that was drawn; say `all`")
        self.case_of, self.slice_of = self.case_of[shown], self.slice_of[shown]

    def __len__(self) -> int:
        return len(self.case_of)


class SliceDataset(JoinedSlices[int]):
    """Slices by their place in the order."""

    def __getitems__(self, keys: list[int]) -> Batch:
        """The batch of these slices."""
        cases = self.case_of[keys]
        rows, columns = self.cases[0].slices.shape[1:]
        image = np.empty((len(keys), self.cases[0].channels.count, rows, columns), np.float32)
        label = np.empty((len(keys), rows, columns), np.uint8)
        for place, (case, index) in enumerate(zip(cases, self.slice_of[keys], strict=True)):
            image[place] = self.cases[case].sample(int(index))
            label[place] = self.cases[case].slices.label(int(index))
        return Batch(*map(torch.from_numpy, (image, label, self.annotated[cases], cases, np.array(keys))))
