"""From prepared slices to a label map in the case's own grid."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import torch
from torch import nn

from segstudy.volumes.cache import CachedSlices
from segstudy.volumes.grids.network_grid import NetworkGrid
from segstudy.volumes.label_map import label_map
from segstudy.volumes.windows.slabs import probability_slabs
from segstudy.volumes.windows.sliding import longest_axis
from segstudy.volumes.windows.window import Window


def predict_labels(
    networks: Sequence[nn.Module],
    slices: CachedSlices,
    grid: NetworkGrid,
    organ_labels: Sequence[int],
    batch: int,
    device: torch.device,
    progress: Callable[[int], None] | None = None,
    window: Window | None = None,
) -> np.ndarray:
    """The most probable organ of every voxel by the mean of the networks: uint8 label integers, (i, j, k).

    Args:
        networks: See `probability_slabs`; they are moved to `device`.
        slices: The case as it is prepared.
        grid: Of `slices`.
        organ_labels: The study's label integers, in order.
        batch: Slices, or windows, at a time.
        device: Where to compute.
        progress: Called with the number of slices that are done.
        window: What networks for volumes see (see `segstudy.models.window_of.window_of`).
    """
    moved = [network.to(device) for network in networks]
    axis = longest_axis(slices.shape, window) if window else 0

    def slabs() -> Iterator[tuple[slice, np.ndarray]]:
        for which, slab in probability_slabs(moved, slices, batch, device, window, axis):
            yield which, slab.cpu().numpy()
            if progress:
                progress(which.stop * len(slices) // slices.shape[axis])

    return label_map(grid.restore_class_slabs(slabs(), axis), organ_labels)
