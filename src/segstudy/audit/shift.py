"""By how much one mask would have to move to lie on another."""

import numpy as np
from scipy.ndimage import gaussian_filter
from scipy.signal import fftconvolve

GRID_MM = 3.0
FARTHEST_MM = 60.0


def best_shift(mask: np.ndarray, target: np.ndarray, spacing: tuple[float, ...]) -> np.ndarray:
    """The shift of `mask` that overlaps `target` most, (3,) mm along the axes.

    The highest cross-correlation of the two, smoothed by a voxel and looked at between voxels by a parabola along each
    axis. Where a part of `mask` is missing, it may lie anywhere inside `target` and overlaps no less.

    Args:
        mask: Boolean, not empty.
        target: Boolean, of the same shape, not empty.
        spacing: Voxel spacing along each axis, in mm.
    """
    stride = [max(1, int(GRID_MM // step)) for step in spacing]
    every = tuple(slice(None, None, step) for step in stride)
    step = np.multiply(spacing, stride)
    sides = [0.0 if size == 1 else 1.0 for size in mask[every].shape]
    first, second = (gaussian_filter(each[every].astype(np.float32), sides, mode="constant") for each in (mask, target))
    found = fftconvolve(second, first[::-1, ::-1, ::-1])
    middle = np.array(first.shape) - 1
    reach = np.minimum(np.ceil(FARTHEST_MM / step).astype(int), middle)
    near = found[tuple(slice(m - r, m + r + 1) for m, r in zip(middle, reach, strict=True))]
    peak = np.array(np.unravel_index(int(near.argmax()), near.shape))
    return (peak + [_between(near, peak, axis) for axis in range(3)] - reach) * step


def _between(values: np.ndarray, peak: np.ndarray, axis: int) -> float:
    """Where a parabola through the peak and its two neighbors is highest, in voxels from the peak."""
    if not 0 < peak[axis] < values.shape[axis] - 1:
        return 0.0
    line = np.moveaxis(values, axis, -1)[tuple(np.delete(peak, axis))]
    low, top, high = line[peak[axis] - 1 : peak[axis] + 2]
    bend = low - 2 * top + high
    return float(np.clip(0.5 * (low - high) / bend, -0.5, 0.5)) if bend < 0 else 0.0


def moved(mask: np.ndarray, offset_mm: np.ndarray, spacing: tuple[float, ...]) -> np.ndarray:
    """The mask moved by the nearest whole voxels; what leaves the volume is gone."""
    voxels = np.rint(np.asarray(offset_mm) / spacing).astype(int)
    result = np.zeros_like(mask)
    to, of = [], []
    for shift, size in zip(voxels.tolist(), mask.shape, strict=True):
        to.append(slice(max(0, shift), max(0, min(size, size + shift))))
        of.append(slice(max(0, -shift), max(0, min(size, size - shift))))
    result[tuple(to)] = mask[tuple(of)]
    return result
