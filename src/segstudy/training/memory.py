"""Out-of-memory errors, told so that one knows what to change."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from segstudy.errors import StudyError


@contextmanager
def memory_named(batch: int) -> Iterator[None]:
    """Turn the block's out-of-memory errors into a StudyError that names `batch`."""
    try:
        yield
    except (torch.OutOfMemoryError, MemoryError) as error:
        where = "the GPU" if isinstance(error, torch.OutOfMemoryError) else "this machine"
        raise StudyError(_advice(where, batch)) from error
    except RuntimeError as error:
        # the processor's allocator has no error of its own, nor has a worker that the system killed
        if "can't allocate memory" in str(error):
            raise StudyError(_advice("this machine", batch)) from error
        if "DataLoader worker" in str(error):
            raise StudyError(f"a process that reads slices was killed; {_advice('this machine', batch)}") from error
        raise


def _advice(where: str, batch: int) -> str:
    return (
        f"training: {where} has not enough memory for batches of {batch} slices: set a smaller `batch` under "
        "`training`, or a smaller `size` in the preparation"
    )
