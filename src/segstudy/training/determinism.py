"""Kernels of a GPU that give the same bytes each time."""

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import torch

log = logging.getLogger(__name__)
# PyTorch's words behind the name of a kernel.
WITHOUT = " does not have a deterministic implementation"


@contextmanager
def deterministic_kernels(wanted: bool, device: torch.device) -> Iterator[None]:
    """Let what the block computes on a GPU come out the same each time, as far as PyTorch can.

    Many kernels add up in whatever order their threads come; others, and slower, keep one. What has no such kernel is
    computed as ever, and told in the log at the end. On a processor nothing changes: there it is so already.

    Args:
        wanted: Whether to.
        device: Where is computed.
    """
    if not wanted or device.type == "cpu":
        yield
        return
    # read when cuBLAS is first used
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    before = torch.are_deterministic_algorithms_enabled(), torch.is_deterministic_algorithms_warn_only_enabled()
    torch.use_deterministic_algorithms(True, warn_only=True)
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("once")
            yield
    finally:
        torch.use_deterministic_algorithms(before[0], warn_only=before[1])
        _tell(sorted({str(each.message) for each in warned}))


def _tell(warned: list[str]) -> None:
    for words in warned:
        kernel, is_one, _ = words.partition(WITHOUT)
        if is_one:
            log.info("training.deterministic: %s has no kernel that gives the same bytes each time", kernel)
        else:
            warnings.warn(words, stacklevel=4)
