"""From Hounsfield units to what a network sees."""

import math
from dataclasses import dataclass

import numpy as np

from segstudy.config.preparation import PreparationSettings


@dataclass(frozen=True)
class Intensity:
    """A prepared scan as integers: the network sees `slope · stored + intercept`."""

    stored: np.ndarray
    slope: float
    intercept: float


def clip_hu(array: np.ndarray, settings: PreparationSettings) -> np.ndarray:
    """Hounsfield units as int16, cut to the settings' range."""
    low, high = settings.clip_hu or (-32768, 32767)
    if array.dtype != np.int16:
        array = np.rint(array) if array.dtype.kind == "f" else array.astype(np.int64)
    # whole bounds, or integers would become floats of 64 bits
    return np.clip(array, math.ceil(low), math.floor(high)).astype(np.int16, copy=False)


def _mean_and_deviation(hu: np.ndarray) -> tuple[float, float]:
    """In 64 bits, slice by slice: as exact as over the whole, without an array of its size in 64 bits."""
    mean = sum(float(level.sum(dtype=np.int64)) for level in hu) / hu.size
    apart = (level.ravel() - mean for level in hu)
    return mean, float(np.sqrt(sum(float(level @ level) for level in apart) / hu.size))


def normalize(hu: np.ndarray, low: int, high: int, settings: PreparationSettings) -> Intensity:
    """Normalize a scan (slices, rows, columns) in HU by its own values.

    low, high: the whole scan's smallest and largest value, before any cropping: what `minmax` spans.
    `unit` spans `clip_hu`; `zscore` uses mean and standard deviation of `hu`.
    """
    if settings.normalize == "unit":
        low, high = settings.clip_hu
        return Intensity(hu, 1 / (high - low), -low / (high - low))
    if settings.normalize == "zscore":
        mean, spread = _mean_and_deviation(hu)
        slope = 1 / max(spread, 1e-6)
        return Intensity(hu, slope, -mean * slope)
    span = max(high - low, 1)
    if settings.levels is None:
        return Intensity(hu, 1 / span, -low / span)
    steps = settings.levels - 1
    levels = np.rint((hu.astype(np.float32) - low) * (steps / span))
    return Intensity(levels.astype(np.int16), 1 / steps, 0.0)
