"""From Hounsfield units to what a network sees."""

import math
from dataclasses import dataclass

import numpy as np

from segstudy.config.sections.preparation import PreparationSettings
from segstudy.volumes.hounsfield import PADDING_HU


@dataclass(frozen=True)
class NormalizedImage:
    """A prepared scan as integers: the network sees `slope · stored + intercept`.

    Attributes:
        stored: int16, (slices × planes, rows, columns).
        slope: What a stored unit is worth to the network.
        intercept: What a stored zero is to the network.
        planes: How many a slice has: 1, or 3 of colors.
    """

    stored: np.ndarray
    slope: float
    intercept: float
    planes: int = 1


def in_stored_units(settings: PreparationSettings, scale: float) -> PreparationSettings:
    """The settings for a scan whose values were multiplied by `scale`, so that 16 bits hold them."""
    if scale == 1:
        return settings
    padding = settings.padding_hu
    return settings.model_copy(
        update={
            "clip_hu": settings.clip_hu and (settings.clip_hu[0] * scale, settings.clip_hu[1] * scale),
            # what `auto` looks for, scanners of CT write
            "padding_hu": "none" if isinstance(padding, str) else padding * scale,
            "foreground_hu": settings.foreground_hu * scale,
        }
    )


def _clip_range(settings: PreparationSettings) -> tuple[float, float]:
    """The values a scan keeps, in HU: all of 16 bits where the settings name none."""
    return settings.clip_hu or (-32768, 32767)


def without_padding(array: np.ndarray, settings: PreparationSettings) -> np.ndarray:
    """A scan whose padding has the lowest value within its field of view; itself where it has none."""
    if settings.padding_hu == "none":
        return array
    is_auto = settings.padding_hu == "auto"
    if array.min(initial=0) > (PADDING_HU if is_auto else settings.padding_hu):
        return array
    outside = array < PADDING_HU if is_auto else array <= settings.padding_hu
    within = array[~outside]
    return np.where(outside, within.min(), array) if outside.any() and within.size else array


def clip_hu(array: np.ndarray, settings: PreparationSettings) -> np.ndarray:
    """Hounsfield units as int16, clipped to the settings' range."""
    low, high = _clip_range(settings)
    if array.dtype != np.int16:
        array = np.rint(array) if array.dtype.kind == "f" else array.astype(np.int64)
    # whole bounds, or integers would become floats of 64 bits
    return np.clip(array, math.ceil(low), math.floor(high)).astype(np.int16, copy=False)


def clip_percentiles(hu: np.ndarray, settings: PreparationSettings) -> np.ndarray:
    """A scan in HU (int16) clipped to percentiles of its own voxels, where the settings name some."""
    if settings.percentile is None:
        return hu
    lowest = int(hu.min())
    counts = np.cumsum(np.bincount(hu.ravel().astype(np.int64) - lowest))
    low, high = (int(np.searchsorted(counts, share / 100 * hu.size)) + lowest for share in settings.percentile)
    return np.clip(hu, low, high)


def _mean_and_deviation(hu: np.ndarray) -> tuple[float, float]:
    """In 64 bits, slice by slice: as exact as over the whole, without an array of its size in 64 bits."""
    mean = sum(float(level.sum(dtype=np.int64)) for level in hu) / hu.size
    deviations = (level.ravel() - mean for level in hu)
    return mean, float(np.sqrt(sum(float(level @ level) for level in deviations) / hu.size))


def normalize(
    hu: np.ndarray, low: int, high: int, settings: PreparationSettings, scale: float = 1.0
) -> NormalizedImage:
    """Normalize a scan in HU by its own values.

    `minmax` spans the range of the whole scan, `unit` spans `clip_hu`; `zscore` uses mean and standard deviation of
    `hu`; `foreground` leaves Hounsfield units, which each network scales by the patients that it learned from.

    Args:
        hu: int16, (slices, rows, columns).
        low: The whole scan's smallest value, before any cropping.
        high: The whole scan's largest value, before any cropping.
        settings: Which of these.
        scale: By what the scan's values were multiplied.
    """
    if settings.normalize == "unit":
        bottom, top = _clip_range(settings)
        return NormalizedImage(hu, 1 / (top - bottom), -bottom / (top - bottom))
    if settings.normalize == "zscore":
        mean, spread = _mean_and_deviation(hu)
        slope = 1 / max(spread, 1e-6)
        return NormalizedImage(hu, slope, -mean * slope)
    if settings.normalize == "foreground":
        return NormalizedImage(hu, 1 / scale, 0.0)
    span = max(high - low, 1)
    if settings.levels is None:
        return NormalizedImage(hu, 1 / span, -low / span)
    steps = settings.levels - 1
    levels = np.rint((hu.astype(np.float32) - low) * (steps / span))
    return NormalizedImage(levels.astype(np.int16), 1 / steps, 0.0)
