"""Out-of-memory errors, put so that one knows what to change."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from segstudy.running.errors import StudyError


@contextmanager
def memory_named(batch: int, what: str = "slices") -> Iterator[None]:
    """Turn the block's out-of-memory errors into one that names `batch`.

    Args:
        batch: The batch size.
        what: Of what batches consist.

    Raises:
        StudyError: Memory ran out.
    """
    try:
        yield
    except (torch.OutOfMemoryError, MemoryError) as error:
        where = "the GPU" if isinstance(error, torch.OutOfMemoryError) else "this machine"
        raise StudyError(_advice(where, batch, what)) from error
    except RuntimeError as error:
        # the processor's allocator has no error of its own, nor has a worker that the system killed
        if "can't allocate memory" in str(error):
            raise StudyError(_advice("this machine", batch, what)) from error
        if "DataLoader worker" in str(error):
            advice = _advice("this machine", batch, what)
            raise StudyError(f"a process that reads {what} was killed; {advice}") from error
        raise


def _advice(where: str, batch: int, what: str) -> str:
    return (
        f"training: {where} has not enough memory for batches of {batch} {what}: set a smaller `batch` under "
        f"`training`, or a smaller `size` {'in the preparation' if what == 'slices' else 'under `training.patches`'}"
    )
