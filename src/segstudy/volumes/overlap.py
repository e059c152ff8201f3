"""How much two masks overlap."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Overlap:
    """Voxels of two masks and of what they share."""

    first: int
    second: int
    shared: int

    @property
    def iou(self) -> float:
        """Intersection over union (Jaccard 1912); NaN where both are empty."""
        union = self.first + self.second - self.shared
        return self.shared / union if union else float("nan")

    @property
    def dice(self) -> float:
        """Twice the intersection over the sum (Dice 1945); NaN where both are empty."""
        both = self.first + self.second
        return 2 * self.shared / both if both else float("nan")


def overlap(first: np.ndarray, second: np.ndarray) -> Overlap:
    """Overlap of two boolean masks of one shape."""
    return Overlap(int(np.count_nonzero(first)), int(np.count_nonzero(second)), int(np.count_nonzero(first & second)))
