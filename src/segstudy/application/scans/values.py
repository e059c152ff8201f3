"""Whether a scan's values are those of a CT."""

from collections.abc import Sequence

import numpy as np

from segstudy.application.limits import MOST_ALONG, MOST_VOXELS
from segstudy.cases.checks.finite import check_finite
from segstudy.cases.checks.intensity import IntensityRange, check_intensity
from segstudy.cases.checks.labels import LabelCounts
from segstudy.cases.text import extent

# Label maps name organs by small whole numbers; a CT has hundreds of values.
MOST_ORGANS = 128


class ScanValues:
    """Range and distinct values of a scan, gathered block by block."""

    def __init__(self, modality: str = "ct") -> None:
        self.modality = modality
        self.intensity, self.labels = IntensityRange(), LabelCounts()

    def add(self, values: np.ndarray) -> None:
        """Take in the next block."""
        self.intensity.add(values)
        self.labels.add(values)

    def errors(self) -> list[str]:
        """Reasons why these values are no scan, or, of a CT, none in Hounsfield units."""
        non_finite = check_finite(self.intensity.non_finite)
        labels = self.labels.counts
        are_whole = not (self.labels.too_many or self.labels.fractions or non_finite)
        if are_whole and 1 < len(labels) <= MOST_ORGANS and min(labels) >= 0 and max(labels) <= 255:
            return [f"holds {len(labels)} whole numbers only: looks like a label map; give the scan itself"]
        return non_finite + check_intensity(self.intensity, self.modality)


def check_extent(shape: Sequence[int]) -> list[str]:
    """Reasons why a grid has more voxels than any scan that is taken."""
    if np.prod(shape, dtype=float) > MOST_VOXELS or max(shape) > MOST_ALONG:
        return [
            f"has {extent(shape)} voxels; at most {MOST_VOXELS} in all and {MOST_ALONG} along an axis are taken: "
            "cut or resample it"
        ]
    return []
