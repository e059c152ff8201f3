"""Intensities clipped and scaled by numbers that several scans share."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np


@dataclass(frozen=True)
class Scaling:
    """(clip(value, low, high) − mean) / sd.

    Attributes:
        low: The lowest value that is kept.
        high: The highest.
        mean: What becomes 0.
        sd: What becomes 1, above the mean.
    """

    low: float
    high: float
    mean: float
    sd: float

    def apply(self, values: np.ndarray) -> np.ndarray:
        """The values, clipped and scaled: float32."""
        clipped = np.clip(values, np.float32(self.low), np.float32(self.high))
        scaled: np.ndarray = (clipped - np.float32(self.mean)) / np.float32(self.sd)
        return scaled

    def to_plain(self) -> dict[str, float]:
        """As `model.yaml` keeps it."""
        return asdict(self)

    @staticmethod
    def from_plain(values: Mapping[str, float]) -> "Scaling":
        """From what `to_plain` gave."""
        return Scaling(**{key: float(values[key]) for key in ("low", "high", "mean", "sd")})
