"""Class probabilities of one case, a few slices at a time, from networks for slices or for volumes."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import torch
from torch import Tensor, nn

from segstudy.volumes.cache import CachedSlices
from segstudy.volumes.channels import CHANNELS, Channels, sample
from segstudy.volumes.windows.sliding import sliding_probabilities
from segstudy.volumes.windows.window import Window


@torch.inference_mode()
def probability_slabs(
    networks: Sequence[nn.Module],
    slices: CachedSlices,
    batch: int,
    device: torch.device,
    window: Window | None = None,
    axis: int = 0,
) -> Iterator[tuple[slice, Tensor]]:
    """Class probabilities of a case, slab by slab, in order.

    Args:
        networks: On `device`, (batch, channels, rows, columns) to (batch, classes, rows, columns), or with slices
            before rows; left in the mode they are in.
        slices: The case.
        batch: Slices, or windows, at a time.
        device: Where to compute.
        window: What networks for volumes are given at a time.
        axis: With a window, which of (slices, rows, columns) is cut into slabs; see `longest_axis`.

    Yields:
        Which part of `axis`, and the mean of the networks' softmax there: float32 (classes, slices, rows, columns),
        overwritten once the next is asked for.
    """
    if window:
        yield from sliding_probabilities(_mean_softmax(networks, device), slices, window, batch, device, axis)
        return
    channels = Channels.from_plain(getattr(networks[0], CHANNELS, None), slices.planes)
    for start in range(0, len(slices), batch):
        indices = range(start, min(start + batch, len(slices)))
        images = torch.from_numpy(np.stack([sample(slices, index, channels) for index in indices])).to(device)
        total = sum((network(images).float().softmax(dim=1) for network in networks), start=torch.zeros(()))
        yield slice(indices.start, indices.stop), (total / len(networks)).transpose(0, 1)


def _mean_softmax(networks: Sequence[nn.Module], device: torch.device) -> Callable[[Tensor], Tensor]:
    mixed = device.type == "cuda"

    def predict(images: Tensor) -> Tensor:
        with torch.autocast(device.type, dtype=torch.float16, enabled=mixed):
            total = networks[0](images).float().softmax(dim=1)
            for network in networks[1:]:
                total += network(images).float().softmax(dim=1)
        return total.div_(len(networks)) if len(networks) > 1 else total

    return predict
