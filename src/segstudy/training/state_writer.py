"""The state of a training, written while its next epoch runs."""

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from segstudy.training.state import save_state


def copied(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Copies on the processor, which stay as they are while training goes on.

    Counts, of steps and of averaged weights, lie on the processor too, and go up in place.
    """
    return {name: tensor.detach().to("cpu", copy=True) for name, tensor in tensors.items()}


class StateWriter:
    """Writes one state after the other: of a training on a GPU beside its next epoch, of one on a processor at once.

    Each is written whole or not at all, so that who is killed meanwhile resumes an epoch earlier.
    """

    def __init__(self, folder: Path, stamp: str, device: torch.device):
        """As in `segstudy.training.state.save_state`; `device`: where the training computes."""
        self.folder, self.stamp = folder, stamp
        self.beside = ThreadPoolExecutor(1, "state") if device.type != "cpu" else None
        self.writing: Future[None] | None = None

    def save(self, tensors: Mapping[str, Tensor], facts: Mapping[str, Any]) -> None:
        """Replace the state, once the one before is written.

        Raises:
            OSError: This one, or the one before, could not be written.
        """
        self.wait()
        if self.beside is None:
            save_state(self.folder, self.stamp, tensors, facts)
            return
        self.writing = self.beside.submit(save_state, self.folder, self.stamp, copied(tensors), facts)

    def wait(self) -> None:
        """Until the last state is written.

        Raises:
            OSError: It could not be.
        """
        writing, self.writing = self.writing, None
        if writing:
            writing.result()
