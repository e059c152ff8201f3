"""Class probabilities of one case from one or several networks."""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import nn

from segstudy.cache import CachedSlices


@torch.inference_mode()
def predict_probabilities(
    networks: Sequence[nn.Module],
    slices: CachedSlices,
    batch: int,
    device: torch.device,
    progress: Callable[[int], None] | None = None,
) -> np.ndarray:
    """Mean of the networks' softmax: float32 (classes, slices, rows, columns) on the network's grid.

    networks: in evaluation mode, on `device`, (batch, 1, rows, columns) to (batch, classes, rows, columns).
    progress: told after each batch how many slices are done.
    """
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
