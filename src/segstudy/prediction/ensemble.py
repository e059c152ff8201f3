"""One label map from the probabilities of several arms, which may have seen the case on different grids."""

from collections.abc import Callable, Sequence

import numpy as np

from segstudy.volumes.grids.network_grid import NetworkGrid
from segstudy.volumes.label_map import label_map

# Gives the probability of a class in the case's own grid: float32 (i, j, k).
Member = Callable[[int], np.ndarray]


def on_network_grid(probabilities: np.ndarray, grid: NetworkGrid) -> Member:
    """A member whose probabilities (classes, slices, rows, columns) are on its network's grid."""
    return lambda index: grid.restore_values(probabilities[index], 1.0 if index == 0 else 0.0)


def in_own_grid(probabilities: np.ndarray) -> Member:
    """A member whose probabilities are (classes, i, j, k) already."""
    return lambda index: probabilities[index].astype(np.float32)


def mean_labels(members: Sequence[Member], organ_labels: Sequence[int]) -> np.ndarray:
    """The most probable organ by the mean of the members' probabilities: uint8 label integers, (i, j, k).

    One class at a time, so that in the case's grid there are three volumes in memory whatever the number of members
    and organs. Ties go to the lower class, as with a single arm.
    """
    best = _mean(members, 0)
    classes = np.zeros(best.shape, np.uint8)
    for index in range(1, len(organ_labels) + 1):
        here = _mean(members, index)
        better = here > best
        classes[better] = index
        np.copyto(best, here, where=better)
    return label_map(classes, organ_labels)


def _mean(members: Sequence[Member], index: int) -> np.ndarray:
    total = members[0](index)
    for member in members[1:]:
        total += member(index)
    total /= np.float32(len(members))
    return total
