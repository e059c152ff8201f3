"""The input channels of a 2D network: a slice, in gray or in colors, and with it its depth and its neighbors.

From a slice alone a network cannot say whether it is of the neck or of the belly; its depth i/n says so (Benčević et
al. 2021, for fat around the heart). With its neighbors as channels, a slice is said to be 2.5D.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from segstudy.volumes.cache import CachedSlices

# The attribute of a loaded network that holds its input channels as plain values; without it, the slice is all.
CHANNELS = "input_channels"


@dataclass(frozen=True)
class Channels:
    """Which channels a sample has beside its slice.

    Attributes:
        depth: Whether the depth i/n is a channel, the last.
        neighbors: How many slices on each side are channels.
        planes: Of each slice: 1, or 3 of colors.
    """

    depth: bool = False
    neighbors: int = 0
    planes: int = 1

    @staticmethod
    def from_plain(values: Mapping[str, bool | int] | None, planes: int = 1) -> "Channels":
        """From plain values, as a configuration or `model.yaml` has them; None is the slice alone."""
        values = values or {}
        return Channels(bool(values.get("depth", False)), int(values.get("neighbors", 0)), planes)

    @property
    def count(self) -> int:
        """Channels of a sample."""
        return self.planes * (1 + 2 * self.neighbors) + self.depth


ALONE = Channels()


def sample(slices: CachedSlices, index: int, channels: Channels = ALONE, height: int | None = None) -> np.ndarray:
    """Slice `index` with its channels: float32 (channels, rows, columns).

    From the lowest neighbor to the highest, the slice itself in the middle, then its depth.

    Args:
        slices: The case, or augmented copies of it, one after another.
        index: Among all slices of all copies.
        channels: Which.
        height: How many slices the scan has, where there are several copies; a neighbor is of the same copy.
    """
    if channels == ALONE:
        return slices.image(index)[None]
    count = height or len(slices)
    copy, own = divmod(index, count)
    neighbors = np.clip(np.arange(own - channels.neighbors, own + channels.neighbors + 1), 0, count - 1)
    image, planes = np.empty((channels.count, *slices.shape[1:]), np.float32), channels.planes
    for place, neighbor in enumerate(neighbors):
        image[place * planes : (place + 1) * planes] = slices.image(int(copy * count + neighbor))
    if channels.depth:
        image[-1] = own / count
    return image
