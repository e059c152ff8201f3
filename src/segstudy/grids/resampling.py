"""Sampling a volume on a grid that is scaled and shifted along its axes."""

from typing import Literal

import numpy as np
import SimpleITK as sitk  # noqa: N813

KINDS = {"linear": sitk.sitkLinear, "nearest": sitk.sitkNearestNeighbor}


def resample(
    array: np.ndarray,
    shape: tuple[int, int, int],
    scale: tuple[float, float, float],
    offset: tuple[float, float, float],
    kind: Literal["linear", "nearest"],
    fill: float,
) -> np.ndarray:
    """Sample `array` (three axes) at index `scale · w + offset` for each voxel w of an output of `shape`.

    Up to half a voxel outside, the border's value is taken; farther outside, `fill`. Integer types are
    rounded. The result has the array's data type.
    """
    whole = all(s == 1 for s in scale) and all(float(o).is_integer() for o in offset)
    if whole:
        return _crop(array, shape, [int(o) for o in offset], fill)
    image = sitk.GetImageFromArray(np.ascontiguousarray(array))
    sampler = sitk.ResampleImageFilter()
    sampler.SetSize([int(n) for n in reversed(shape)])
    sampler.SetOutputSpacing([float(s) for s in reversed(scale)])
    sampler.SetOutputOrigin([float(o) for o in reversed(offset)])
    sampler.SetInterpolator(KINDS[kind])
    sampler.SetDefaultPixelValue(float(fill))
    return sitk.GetArrayFromImage(sampler.Execute(image))


def _crop(array: np.ndarray, shape: tuple[int, int, int], start: list[int], fill: float) -> np.ndarray:
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
