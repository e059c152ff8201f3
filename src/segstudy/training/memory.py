"""Out-of-memory errors, put so that one knows what to change."""

import gc
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import torch

from segstudy.running.errors import NoMemoryError, StudyError


@contextmanager
def memory_named(batch: int, what: str = "slices") -> Iterator[None]:
    """Turn the block's out-of-memory errors into one that names `batch`.

    Args:
        batch: The batch size.
        what: Of what batches consist.

    Raises:
        NoMemoryError: Memory for the network ran out.
        StudyError: Memory for samples did, or a process that reads them was killed.
    """
    try:
        yield
    except torch.OutOfMemoryError as error:
        raise NoMemoryError(_advice("the GPU", batch, what)) from error
    except MemoryError as error:
        # of what reads samples, not of the network
        raise StudyError(_advice("this machine", batch, what)) from error
    except RuntimeError as error:
        # the processor's allocator has no error of its own, nor has a worker that the system killed
        if "can't allocate memory" in str(error):
            raise NoMemoryError(_advice("this machine", batch, what)) from error
        if "DataLoader worker" in str(error):
            advice = _advice("this machine", batch, what)
            raise StudyError(f"a process that reads {what} was killed; {advice}") from error
        raise


def _advice(where: str, batch: int, what: str) -> str:
    return (
        f"training: {where} has not enough memory for batches of {batch} {what}: set a smaller `batch` under "
        f"`training`, or a smaller `size` {'in the preparation' if what == 'slices' else 'under `training.patches`'}"
    )


def free_memory_of(error: BaseException) -> None:
    """Let go what the calls that ended in an error still hold, and give what is unused back to the device."""
    cause: BaseException | None = error
    while cause is not None:
        traceback.clear_frames(cause.__traceback__)
        cause = cause.__cause__ or cause.__context__
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def largest_that_fits(attempt: Callable[[int], None], too_many: int) -> int:
    """The most samples that `attempt` has memory for, by halving; 0 where it has none for one.

    Args:
        attempt: Told how many; raises what the device says where memory runs out, or ValueError where so few samples
            are none that a network can learn from.
        too_many: So many do not fit.
    """
    fitting = 0
    while too_many - fitting > 1:
        middle = (fitting + too_many) // 2
        try:
            with memory_named(middle):
                attempt(middle)
            fitting = middle
        except (NoMemoryError, ValueError) as error:
            too_many = middle
            free_memory_of(error)
    return fitting
