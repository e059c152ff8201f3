"""Class probabilities of one case, a few slices at a time, whether its networks see slices or volumes."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import torch
from torch import Tensor, nn

from segstudy.cache import CachedSlices
from segstudy.channels import CHANNELS, Channels, sample
from segstudy.windows.sliding import sliding_probabilities
from segstudy.windows.window import Window


@torch.inference_mode()
def probability_slabs(
    networks: Sequence[nn.Module],
    slices: CachedSlices,
    batch: int,
    device: torch.device,
    window: Window | None = None,
    axis: int = 0,
) -> Iterator[tuple[slice, Tensor]]:
    """Yield (which slices, the mean of the networks' softmax: float32 (classes, slices, rows, columns)), in order.

    networks: on `device`, (batch, channels, rows, columns) to (batch, classes, rows, columns), or with slices before
    rows; left in the mode they are in. window: what networks that see volumes are shown at a time, `batch` of them.
    axis: with a window, which of (slices, rows, columns) is cut, and `which` is a part of; see `longest_axis`.
    What is yielded is overwritten once the next is asked for.
    """
    if window:
        yield from sliding_probabilities(_mean_softmax(networks, device), slices, window, batch, device, axis)
        return
    channels = Channels.of(getattr(networks[0], CHANNELS, None))
    for start in range(0, len(slices), batch):
        indices = range(start, min(start + batch, len(slices)))
        images = torch.from_numpy(np.stack([sample(slices, index, channels) for index in indices])).to(device)
        mean = sum(network(images).float().softmax(dim=1) for network in networks) / len(networks)
        yield slice(indices.start, indices.stop), mean.transpose(0, 1)


def _mean_softmax(networks: Sequence[nn.Module], device: torch.device) -> Callable[[Tensor], Tensor]:
    mixed = device.type == "cuda"

    def predict(images: Tensor) -> Tensor:
        with torch.autocast(device.type, dtype=torch.float16, enabled=mixed):
            total = networks[0](images).float().softmax(dim=1)
            for network in networks[1:]:
                total += network(images).float().softmax(dim=1)
        return total.div_(len(networks)) if len(networks) > 1 else total

    return predict
