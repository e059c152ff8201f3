"""Class probabilities of one case from one or several networks."""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import nn

from segstudy.volumes.cache import CachedSlices
from segstudy.volumes.windows.slabs import probability_slabs
from segstudy.volumes.windows.window import Window


@torch.inference_mode()
def predict_probabilities(
    networks: Sequence[nn.Module],
    slices: CachedSlices,
    batch: int,
    device: torch.device,
    progress: Callable[[int], None] | None = None,
    window: Window | None = None,
) -> np.ndarray:
    """Mean of the networks' softmax: (classes, slices, rows, columns) on the network's grid.

    float32, or float16 with a `window`.

    Args:
        networks: In evaluation mode, on `device`, (batch, 1, rows, columns) to (batch, classes, rows, columns), or with
            slices before rows.
        slices: The case as it is prepared.
        batch: Slices, or windows, at a time.
        device: Where to compute.
        progress: Called with the number of slices that are done.
        window: What networks for volumes see.
    """
    # of a volume seen in windows half the memory, and finer than what a probability means
    kind = np.float16 if window else np.float32
    out: np.ndarray | None = None
    for which, slab in probability_slabs(networks, slices, batch, device, window):
        if out is None:
            out = np.empty((len(slab), *slices.shape), kind)
        torch.from_numpy(out)[:, which].copy_(slab)
        if progress:
            progress(which.stop)
    assert out is not None  # no case is without a slice
    return out
