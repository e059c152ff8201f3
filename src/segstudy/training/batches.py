"""In which order slices are read, and how many processes read them."""

import os
from collections.abc import Iterator
from typing import TypeVar

import numpy as np
import torch
from torch.utils.data import BatchSampler, DataLoader, Sampler, SequentialSampler, get_worker_info

from segstudy.training.dataset import Batch, CaseDataset, Key, SliceDataset

MOST_WORKERS = 4

T = TypeVar("T")


class EpochBatches(Sampler[list[Key]]):
    """Batches of the keys of an epoch's samples, in an order that depends on the seed and the epoch alone.

    Attributes:
        epoch: Of the next iteration, counted from 1.
    """

    def __init__(self, samples: int, batch: int, seed: int):
        self.samples, self.batch, self.seed = samples, batch, seed
        self.epoch = 0

    def __len__(self) -> int:
        return -(-self.samples // self.batch)

    def __iter__(self) -> Iterator[list[Key]]:
        order = np.random.default_rng([self.seed, self.epoch]).permutation(self.samples).tolist()
        for start in range(0, self.samples, self.batch):
            yield [self.key(index) for index in order[start : start + self.batch]]

    def key(self, index: int) -> Key:
        """What the dataset calls a sample of this epoch."""
        raise NotImplementedError


class ShuffledBatches(EpochBatches[int]):
    """Batches of slices."""

    def key(self, index: int) -> int:
        """The slice's place."""
        return index


def _reopen(_: int) -> None:
    worker = get_worker_info()
    assert worker is not None and isinstance(worker.dataset, CaseDataset)
    worker.dataset.reopen()


def _whole(batch: T) -> T:
    return batch


def reading_processes(device: torch.device) -> int:
    """0 for the CPU, which is busy anyway; a few for CUDA, as far as there are cores."""
    return min(MOST_WORKERS, len(os.sched_getaffinity(0))) if device.type == "cuda" else 0


def batch_loader(
    dataset: CaseDataset[Key], batches: Sampler[list[Key]], device: torch.device, workers: int | None = None
) -> DataLoader[Batch]:
    """Load `batches` for `device`, with `workers` processes that read ahead; by default `reading_processes`.

    What is loaded, and in which order, does not depend on the workers.
    """
    workers = reading_processes(device) if workers is None else workers
    return DataLoader(
        dataset,
        batch_sampler=batches,
        collate_fn=_whole,
        num_workers=workers,
        persistent_workers=workers > 0,
        worker_init_fn=_reopen,
        pin_memory=device.type == "cuda",
        generator=torch.Generator(),  # or it would draw from the one that dropout draws from
    )


def in_order(dataset: SliceDataset, batch: int) -> BatchSampler:
    """Batches of consecutive slices."""
    return BatchSampler(SequentialSampler(dataset), batch, drop_last=False)
