"""Class probabilities of one case from one or several networks."""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import nn

from segstudy.cache import CachedSlices
from segstudy.windows.slabs import probability_slabs
from segstudy.windows.window import Window


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

    float32, or float16 with a `window`: what networks that see volumes are shown at a time (`batch` of them).
    networks: in evaluation mode, on `device`, (batch, 1, rows, columns) to (batch, classes, rows, columns), or with
    slices before rows. progress: told how many slices are done, again and again.
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
    return out
