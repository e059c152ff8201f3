"""A case to train or validate on: its slices, and which classes somebody drew in it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from segstudy.running.errors import StudyError
from segstudy.volumes.cache import CachedSlices
from segstudy.volumes.channels import ALONE, Channels, sample
from segstudy.volumes.scaling import Scaling


def annotated_mask(organs: Sequence[str], drawn: Collection[str]) -> np.ndarray:
    """(classes,) bool: background, always true, then whether each organ is among those drawn.

    Raises:
        StudyError: `drawn` has an organ that the study does not.
    """
    if unknown := sorted(set(drawn) - set(organs)):
        raise StudyError(f"{unknown[0]!r} is annotated, but no organ of the study; those are {', '.join(organs)}")
    return np.array([True, *(organ in drawn for organ in organs)])


@dataclass(frozen=True)
class LabelledSlices:
    """A case with its label map.

    Attributes:
        slices: Of the scan and of its label map.
        annotated: (classes,) bool, see `annotated_mask`.
        channels: What a network for slices is shown.
        height: Slices of the scan, of which the cache may hold copies.
    """

    slices: CachedSlices
    annotated: np.ndarray
    channels: Channels = ALONE
    height: int | None = None

    def sample(self, index: int) -> np.ndarray:
        """Slice `index` as a network for slices sees it: float32 (channels, rows, columns)."""
        return sample(self.slices, index, self.channels, self.height)

    def reopened(self) -> "LabelledSlices":
        """The same, its files opened anew."""
        return replace(self, slices=replace(self.slices))

    def scaled(self, scaling: Scaling) -> "LabelledSlices":
        """The same, its images scaled."""
        return replace(self, slices=replace(self.slices, scaling=scaling))
