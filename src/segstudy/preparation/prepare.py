"""One case's scan and label map, prepared for a network."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from segstudy.config.preparation import PreparationSettings
from segstudy.grids.network_grid import NetworkGrid, network_grid
from segstudy.grids.orientation import to_slices
from segstudy.preparation.intensity import Intensity, clip_hu, normalize
from segstudy.volume import Volume


def prepare_image(scan: Volume, settings: PreparationSettings) -> tuple[Intensity, NetworkGrid]:
    """Turn, resample, cut and normalize a scan in HU; (slices, rows, columns), and the grid that undoes it."""
    grid = network_grid(scan, settings)
    hu = clip_hu(scan.array, settings)
    low, high = int(hu.min()), int(hu.max())
    return normalize(grid.sample_image(hu, fill=low), low, high, settings), grid


@dataclass(frozen=True)
class PreparedLabel:
    """Class indices (slices, rows, columns), and how many voxels of each class lie outside the network's view."""

    classes: np.ndarray
    outside: list[int]


def prepare_label(labels: np.ndarray, grid: NetworkGrid, organ_labels: Sequence[int]) -> PreparedLabel:
    """A label map (i, j, k) of integers as class indices on the network's grid.

    organ_labels: the label integers of classes 1, 2, …; every other integer becomes background.
    """
    lookup = np.zeros(max(int(labels.max(initial=0)), *organ_labels) + 1, np.uint8)
    lookup[list(organ_labels)] = np.arange(1, len(organ_labels) + 1)
    classes = lookup[labels]
    inside = to_slices(classes, grid.order)[grid.view()]
    count = len(organ_labels) + 1
    missing = np.bincount(classes.ravel(), minlength=count) - np.bincount(inside.ravel(), minlength=count)
    return PreparedLabel(grid.sample_label(classes), [int(n) for n in missing[1:]])
