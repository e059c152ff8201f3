"""A slice as a network sees it: with its height, and with its neighbors, where it is told them.

A network for slices does not know whether it looks at the neck or at the belly; its height i/n tells it (Benčević et
al. 2021, for fat around the heart). With its neighbors as channels, a slice is said to be 2.5D.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from segstudy.cache import CachedSlices

# A loaded network remembers under this name what it was shown; one without it sees the slice alone.
CHANNELS = "shown_channels"


@dataclass(frozen=True)
class Channels:
    """depth: whether the height i/n is a channel, the last. neighbors: how many slices each side are."""

    depth: bool = False
    neighbors: int = 0

    @staticmethod
    def of(told: Mapping[str, bool | int] | None) -> "Channels":
        """From plain values, as a configuration or `model.yaml` has them; None is the slice alone."""
        return Channels(**(told or {}))

    @property
    def count(self) -> int:
        """Channels of a sample."""
        return 1 + 2 * self.neighbors + self.depth


ALONE = Channels()


def sample(slices: CachedSlices, index: int, channels: Channels = ALONE, height: int | None = None) -> np.ndarray:
    """Slice `index` with its channels: float32 (channels, rows, columns).

    From the lowest neighbor to the highest, the slice itself in the middle, then its height.
    height: how many slices the scan has, where the cache holds several moved copies of it, one after another.
    """
    if channels == ALONE:
        return slices.image(index)[None]
    count = height or len(slices)
    copy, own = divmod(index, count)
    around = np.clip(np.arange(own - channels.neighbors, own + channels.neighbors + 1), 0, count - 1)
    shown = np.empty((channels.count, *slices.shape[1:]), np.float32)
    for place, each in enumerate(around):
        shown[place] = slices.image(int(copy * count + each))
    if channels.depth:
        shown[-1] = own / count
    return shown
