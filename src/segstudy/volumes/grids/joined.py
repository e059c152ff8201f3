"""Label maps in which several integers are one organ."""

from collections.abc import Mapping, Sequence

import numpy as np


def joined(
    labels: np.ndarray, organs: Mapping[str, int], further: Mapping[str, Sequence[int]], alone: bool = False
) -> np.ndarray:
    """The label map with one integer an organ; labels that are no organ stay, or are background.

    Args:
        labels: Integers.
        organs: Of each organ the integer that it gets.
        further: Of an organ the other integers that it has.
        alone: Whether all other labels are background.
    """
    one = np.zeros_like(labels) if alone else labels.copy()
    for organ, integers in further.items():
        one[np.isin(labels, integers)] = organs[organ]
    return one
