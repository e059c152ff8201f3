"""Between class indices and a study's label integers."""

from collections.abc import Sequence

import numpy as np


def label_map(classes: np.ndarray, organ_labels: Sequence[int]) -> np.ndarray:
    """Class indices (0 background, then organs in order) as the integers of the study's label maps; uint8."""
    return np.array([0, *organ_labels], np.uint8)[classes]


def class_indices(integers: np.ndarray, organ_labels: Sequence[int]) -> np.ndarray:
    """The integers of label maps as indices of classes 1, 2, …; every other integer becomes background. uint8."""
    # one more than the largest stands for all beyond
    lookup = np.zeros(max(organ_labels) + 2, np.uint8)
    lookup[list(organ_labels)] = np.arange(1, len(organ_labels) + 1)
    classes: np.ndarray = lookup[np.clip(integers, 0, len(lookup) - 1)]
    return classes
