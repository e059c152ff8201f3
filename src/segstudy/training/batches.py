"""In which order slices are read, and how many processes read them."""

import os
from collections.abc import Iterator

import numpy as np
import torch
from torch.utils.data import BatchSampler, DataLoader, Sampler, SequentialSampler, get_worker_info

from segstudy.training.dataset import SliceDataset

MOST_WORKERS = 4


class ShuffledBatches(Sampler[list[int]]):
    """Batches of a permutation that depends on the seed and the epoch, and on nothing drawn before."""

    def __init__(self, slices: int, batch: int, seed: int):
        self.slices, self.batch, self.seed = slices, batch, seed
        self.epoch = 0

    def __len__(self) -> int:
        return -(-self.slices // self.batch)

    def __iter__(self) -> Iterator[list[int]]:
        order = np.random.default_rng([self.seed, self.epoch]).permutation(self.slices).tolist()
        for start in range(0, self.slices, self.batch):
            yield order[start : start + self.batch]


def _reopen(_: int) -> None:
    get_worker_info().dataset.reopen()


def _whole(batch):
    return batch


def reading_processes(device: torch.device) -> int:
    """None for the processor, which is busy anyway; a few for CUDA, as far as there are processors."""
    return min(MOST_WORKERS, len(os.sched_getaffinity(0))) if device.type == "cuda" else 0


def batch_loader(
    dataset: SliceDataset, batches: Sampler[list[int]], device: torch.device, workers: int | None = None
) -> DataLoader:
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
