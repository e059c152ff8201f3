"""Which device a network runs on."""

import logging
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

import torch

from segstudy.running.locks import holder, try_lock

log = logging.getLogger(__name__)
# Locks of this process: they last as long as it does.
_held: list[TextIO] = []


def choose_device() -> torch.device:
    """The GPU for this process, or else the processor.

    On a cluster it is the one the scheduler gave. Elsewhere it is the first GPU among those that
    `CUDA_VISIBLE_DEVICES` shows which no other job of this user works on; where all are busy, waits for one.
    """
    if not torch.cuda.is_available():
        return torch.device("cpu")
    if "SLURM_JOB_ID" in os.environ:
        return torch.device("cuda", 0)
    # a GPU's own number, because CUDA_VISIBLE_DEVICES counts anew in every process
    names = [str(torch.cuda.get_device_properties(index).uuid) for index in range(torch.cuda.device_count())]
    index, lock = claim_gpu(names, Path(tempfile.gettempdir()) / f"segstudy-gpus-{os.getuid()}")
    _held.append(lock)
    torch.cuda.set_device(index)
    return torch.device("cuda", index)


def claim_gpu(names: Sequence[str], folder: Path, pause: float = 1.0) -> tuple[int, TextIO]:
    """Claim the first GPU that no other process has claimed; waits where all are claimed.

    Args:
        names: What tells GPUs apart, in the order in which this process counts them.
        folder: Where claims are written down.
        pause: Seconds between attempts.

    Returns:
        The GPU's place in `names`, and the lock that claims it.
    """
    is_logged = False
    while True:
        for index, name in enumerate(names):
            path = folder / f"{name}.lock"
            if lock := try_lock(path):
                return index, lock
        if not is_logged:
            busy = "; ".join(f"GPU {index}: {holder(folder / f'{name}.lock')}" for index, name in enumerate(names))
            log.info("waiting for a GPU (%s)", busy)
            is_logged = True
        time.sleep(pause)
