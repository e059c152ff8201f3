import weakref

import numpy as np
import pytest
import torch

from segstudy.running.errors import NoMemoryError, StudyError
from segstudy.training.memory import free_memory_of, largest_that_fits, memory_named


@pytest.mark.parametrize("ask", [lambda: torch.empty(2**50), lambda: np.empty(2**50)])
def test_asking_for_too_much_memory_names_the_setting(ask):
    with pytest.raises(StudyError, match=r"batches of 12 slices.*smaller `batch`"), memory_named(12):
        ask()


def test_a_full_gpu_is_named():
    with pytest.raises(StudyError, match="the GPU has not enough memory"), memory_named(12):
        raise torch.OutOfMemoryError("CUDA out of memory")


def test_other_errors_pass():
    with pytest.raises(RuntimeError, match="size of tensor"), memory_named(12):
        torch.ones(2) + torch.ones(3)


class Dies(torch.utils.data.Dataset):
    def __len__(self):
        return 4

    def __getitem__(self, index):
        import os
        import signal

        os.kill(os.getpid(), signal.SIGKILL)


def test_a_killed_reading_process_is_told():
    loader = torch.utils.data.DataLoader(Dies(), num_workers=1)
    with pytest.raises(StudyError, match="killed.*memory"), memory_named(12):
        next(iter(loader))


def test_patches_are_told_where_their_size_stands():
    with pytest.raises(StudyError, match=r"batches of 2 patches.*training.patches"), memory_named(2, "patches"):
        raise MemoryError


@pytest.mark.parametrize(
    ("room", "least", "expected"), [(5, 1, 5), (15, 1, 15), (1, 1, 1), (0, 1, 0), (6, 2, 6), (1, 2, 0)]
)
def test_the_largest_batch_that_fits_is_found(room, least, expected):
    tried = []

    def attempt(samples):
        tried.append(samples)
        if samples > room:
            torch.empty(2**50)
        if samples < least:
            raise ValueError("Expected more than 1 value per channel when training")

    assert largest_that_fits(attempt, 16) == expected
    assert len(tried) <= 4


def test_what_a_failed_step_held_is_let_go():
    held = []

    def step():
        features = torch.ones(3)
        held.append(weakref.ref(features))
        torch.empty(2**50)

    with pytest.raises(NoMemoryError) as raised, memory_named(12):
        step()
    assert held[0]() is not None
    free_memory_of(raised.value)
    assert held[0]() is None
