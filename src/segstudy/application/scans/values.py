"""Whether a scan's values are those of a CT."""

from collections.abc import Sequence

import numpy as np

from segstudy.application.limits import LONGEST_MM, MOST_ALONG, MOST_VOXELS
from segstudy.cases.checks.intensity import Intensity, check_finite, check_intensity
from segstudy.cases.checks.labels import LabelCounts
from segstudy.cases.text import extent

# Label maps name organs by small whole numbers; a CT has hundreds of values.
MOST_ORGANS = 128


class Values:
    """Range and distinct values, gathered block by block."""

    def __init__(self) -> None:
        self.intensity, self.labels = Intensity(), LabelCounts()

    def add(self, values: np.ndarray) -> None:
        """Take in the next block."""
        self.intensity.add(values)
        self.labels.add(values)

    def problems(self) -> list[str]:
        """Reasons why these values are no CT in Hounsfield units."""
        found = self.labels
        whole = not (found.crowded or found.fractions or found.nan or found.infinite)
        if whole and 1 < len(found.counts) <= MOST_ORGANS and min(found.counts) >= 0 and max(found.counts) <= 255:
            return [f"holds {len(found.counts)} whole numbers only: looks like a label map; give the scan itself"]
        return check_finite(self.intensity.nan, self.intensity.infinite) + check_intensity(self.intensity)


def check_extent(shape: Sequence[int], spacing: Sequence[float]) -> list[str]:
    """Reasons why a grid is larger than any scan: its voxels, or the millimetres it claims to span."""
    if np.prod(shape, dtype=float) > MOST_VOXELS or max(shape) > MOST_ALONG:
        return [
            f"has {extent(shape)} voxels; at most {MOST_VOXELS} in all and {MOST_ALONG} along an axis are taken: "
            "cut or resample it"
        ]
    lengths = [count * step for count, step in zip(shape, spacing, strict=True)]
    if max(lengths) > LONGEST_MM:
        return [f"is {max(lengths) / 1000:.3g} m long by its header; is its spacing in millimetres?"]
    return []
