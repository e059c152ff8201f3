"""Which device a network runs on."""

import logging
import os
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import torch

from segstudy.running.errors import StudyError
from segstudy.running.locks import holder, is_held, try_lock

log = logging.getLogger(__name__)
# Locks of this process: they last as long as it does.
_held: list[ExitStack] = []


def choose_device(sharing: int = 1) -> torch.device:
    """The GPU for this process, or else the processor.

    On a cluster it is the one the scheduler gave. Elsewhere it is the first GPU among those that
    `CUDA_VISIBLE_DEVICES` shows which no other job of this user works on, or Apple's; where all are busy, waits for
    one.

    Args:
        sharing: So many jobs that say the same may work on one GPU; 1 has it alone.

    Raises:
        StudyError: So many cannot.
    """
    if sharing < 1:
        raise StudyError(f"trainings_per_gpu: {sharing}: 1 or more trainings work on a GPU; change it in the profile")
    folder = Path(tempfile.gettempdir()) / f"segstudy-gpus-{os.getuid()}"
    if torch.backends.mps.is_available():
        _held.append(claim_gpu(["mps"], folder, sharing)[1])
        return torch.device("mps")
    if not torch.cuda.is_available():
        return torch.device("cpu")
    if "SLURM_JOB_ID" in os.environ:
        return torch.device("cuda", 0)
    # a GPU's own number, because CUDA_VISIBLE_DEVICES counts anew in every process
    names = [str(torch.cuda.get_device_properties(index).uuid) for index in range(torch.cuda.device_count())]
    index, lock = claim_gpu(names, folder, sharing)
    _held.append(lock)
    torch.cuda.set_device(index)
    return torch.device("cuda", index)


def claim_gpu(names: Sequence[str], folder: Path, sharing: int = 1, pause: float = 1.0) -> tuple[int, ExitStack]:
    """Claim the first GPU that no other process has claimed, or a share of the one that the fewest share.

    Waits where all are claimed. Who shares a GPU keeps those away who want it alone, and the other way round.

    Args:
        names: What tells GPUs apart, in the order in which this process counts them.
        folder: Where claims are written down.
        sharing: Shares of a GPU; 1 claims it alone.
        pause: Seconds between attempts.

    Returns:
        The GPU's place in `names`, and what lets the claim go when it is closed.
    """
    is_logged = False
    while True:
        for share in range(sharing):
            for index, name in enumerate(names):
                if lock := _try_claim(folder, name, share if sharing > 1 else None):
                    return index, lock
        if not is_logged:
            log.info("waiting for a GPU (%s)", "; ".join(f"GPU {i}: {_users(folder, n)}" for i, n in enumerate(names)))
            is_logged = True
        time.sleep(pause)


def _try_claim(folder: Path, name: str, share: int | None) -> ExitStack | None:
    """The lock of a whole GPU, or that of a share beside one that all sharers hold; None where it is not to be had."""
    whole = try_lock(folder / f"{name}.lock", shared=share is not None)
    if whole is None:
        return None
    held = ExitStack()
    held.enter_context(whole)
    if share is not None:
        own = try_lock(folder / f"{name}.share-{share}.lock")
        if own is None:
            held.close()
            return None
        held.enter_context(own)
    return held


def _users(folder: Path, name: str) -> str:
    files = [folder / f"{name}.lock", *sorted(folder.glob(f"{name}.share-*.lock"))]
    return ", ".join(holder(file) for file in files if is_held(file)) or "unknown"
