"""A case to train or validate on: its slices, and which classes somebody drew in it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from segstudy.cache import CachedSlices
from segstudy.errors import StudyError


def annotated_mask(organs: Sequence[str], drawn: Collection[str]) -> np.ndarray:
    """(classes,) bool: background, always true, then whether each organ is among those drawn.

    Raises StudyError where `drawn` has an organ that the study does not.
    """
    if unknown := sorted(set(drawn) - set(organs)):
        raise StudyError(f"{unknown[0]!r} is annotated, but no organ of the study; those are {', '.join(organs)}")
    return np.array([True, *(organ in drawn for organ in organs)])


@dataclass(frozen=True)
class LabelledSlices:
    """slices: with label maps. annotated: (classes,) bool, see `annotated_mask`."""

    slices: CachedSlices
    annotated: np.ndarray
