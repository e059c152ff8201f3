"""Sampling a volume on a grid that is scaled and shifted along its axes."""

from collections.abc import Sequence
from typing import Literal

import numpy as np

# In voxels: over a thousand of them, a hundredth of one.
ON_VOXELS = 1e-5


def resample(
    array: np.ndarray,
    shape: Sequence[int],
    scale: Sequence[float],
    offset: Sequence[float],
    fill: float,
    interpolation: Literal["linear", "cubic"] = "linear",
) -> np.ndarray:
    """Sample `array` at index `scale · w + offset` for each voxel w of the output.

    Up to half a voxel outside, the border's value is taken; farther outside, `fill`. Integer types are rounded.

    Args:
        array: Of three axes.
        shape: The output's.
        scale: Voxels of `array` to a voxel of the output, along each axis.
        offset: Where in `array` the output's first voxel lies, in voxels, along each axis.
        fill: The value outside.
        interpolation: `linear`, or by `cubic` splines, whose swings are cut at the range of `array`.

    Returns:
        An array of `shape` and of the data type of `array`.
    """
    if is_crop(scale, offset):
        return _crop(array, shape, [round(o) for o in offset], fill)
    import SimpleITK as sitk  # noqa: N813 - half a second, where only training needs none of it

    image = sitk.GetImageFromArray(np.ascontiguousarray(array))
    sampler = sitk.ResampleImageFilter()
    sampler.SetSize([int(n) for n in reversed(shape)])
    sampler.SetOutputSpacing([float(s) for s in reversed(scale)])
    sampler.SetOutputOrigin([float(o) for o in reversed(offset)])
    sampler.SetInterpolator(sitk.sitkBSpline if interpolation == "cubic" else sitk.sitkLinear)
    sampler.SetDefaultPixelValue(float(fill))
    sampled = sitk.GetArrayFromImage(sampler.Execute(image))
    if interpolation == "cubic":
        np.clip(sampled, min(array.min(), fill), max(array.max(), fill), out=sampled)
    return sampled


def is_crop(scale: Sequence[float], offset: Sequence[float]) -> bool:
    """Whether samples lie on voxels, so that nothing is interpolated; rotated headers bring noise of 1e-8."""
    return all(abs(s - 1) < ON_VOXELS for s in scale) and all(abs(o - round(o)) < ON_VOXELS for o in offset)


def _crop(array: np.ndarray, shape: Sequence[int], start: Sequence[int], fill: float) -> np.ndarray:
    out = np.full(shape, fill, dtype=array.dtype)
    inside, source = [], []
    for begin, size, available in zip(start, shape, array.shape, strict=True):
        low, high = max(0, begin), min(available, begin + size)
        if low >= high:
            return out
        source.append(slice(low, high))
        inside.append(slice(low - begin, high - begin))
    out[tuple(inside)] = array[tuple(source)]
    return out
