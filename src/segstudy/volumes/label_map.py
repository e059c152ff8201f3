"""From class indices back to a study's label integers."""

from collections.abc import Sequence

import numpy as np


def label_map(classes: np.ndarray, organ_labels: Sequence[int]) -> np.ndarray:
    """Class indices (0 background, then organs in order) as the integers of the study's label maps; uint8."""
    return np.array([0, *organ_labels], np.uint8)[classes]
