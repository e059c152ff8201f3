"""Class probabilities of one case from one or several networks."""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor, nn

from segstudy.cache import CachedSlices
from segstudy.windows.sliding import sliding_probabilities
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
    if window:
        return _from_windows(networks, slices, batch, device, progress, window)
    out: np.ndarray | None = None
    for start in range(0, len(slices), batch):
        indices = range(start, min(start + batch, len(slices)))
        images = torch.from_numpy(np.stack([slices.image(index) for index in indices])[:, None]).to(device)
        mean = sum(network(images).float().softmax(dim=1) for network in networks) / len(networks)
        if out is None:
            out = np.empty((mean.shape[1], *slices.shape), np.float32)
        out[:, indices.start : indices.stop] = mean.transpose(0, 1).cpu().numpy()
        if progress:
            progress(indices.stop)
    return out


def _from_windows(networks, slices, batch, device, progress, window) -> np.ndarray:
    mixed = device.type == "cuda"

    def predict(images: Tensor) -> Tensor:
        with torch.autocast(device.type, dtype=torch.float16, enabled=mixed):
            total = networks[0](images).float().softmax(dim=1)
            for network in networks[1:]:
                total += network(images).float().softmax(dim=1)
        return total.div_(len(networks)) if len(networks) > 1 else total

    out: np.ndarray | None = None
    for which, slab in sliding_probabilities(predict, slices, window, batch, device):
        if out is None:
            # half the memory, and finer than what a probability means
            out = np.empty((len(slab), *slices.shape), np.float16)
        torch.from_numpy(out)[:, which].copy_(slab)
        if progress:
            progress(which.stop)
    return out
