"""Label maps on another grid, neither shifted nor without their small organs."""

from collections.abc import Callable, Sequence

import numpy as np

from segstudy.volumes.box import Box, enclosing_box, widened
from segstudy.volumes.grids.resampling import is_crop, resample

# The weight of a voxel's surroundings: too small to outvote what is in the voxel.
AROUND = 1e-3
# Below it, fractions are the same.
TIE = 1e-6

# The box of the output outside which an organ has no share, and its share in each voxel there.
Share = tuple[Box, np.ndarray]


def resample_labels(
    classes: np.ndarray, shape: Sequence[int], scale: Sequence[float], offset: Sequence[float]
) -> np.ndarray:
    """Sample a label map at index `scale · w + offset` for each voxel w of the output, as its scan is sampled.

    Each class is a map of fractions, interpolated linearly like the scan; the largest fraction wins. The nearest voxel
    would not do: where a new voxel lies amid two old ones, it would always take the upper one, half a voxel beside what
    the scan shows. Most ties are decided by what is around the voxel; the rest go to the organ, and among organs to the
    lower. An organ that wins nowhere keeps the voxel in which most of it lies.

    Args:
        classes: Integers, of three axes; 0 is background.
        shape: The output's.
        scale: Voxels of `classes` to a voxel of the output, along each axis.
        offset: Where in `classes` the output's first voxel lies, in voxels, along each axis.

    Returns:
        An array of `shape` and of the data type of `classes`; 0 outside.
    """
    if is_crop(scale, offset):
        return resample(classes, shape, scale, offset, 0)

    def share(mask: np.ndarray, blur: Callable[[np.ndarray], np.ndarray]) -> Share:
        source, target, start = _boxes(mask, shape, scale, offset)
        small = [side.stop - side.start for side in target]
        if 0 in small:
            return target, np.zeros(small, np.float32)
        return target, resample(blur(mask[source].astype(np.float32)), small, scale, start, 0)

    return _elected(classes, shape, share, max(scale))


def warp_labels(
    classes: np.ndarray, warp: Callable[[np.ndarray], np.ndarray], shape: Sequence[int], scale: float
) -> np.ndarray:
    """A label map moved, turned or unrolled as its image is, by fractions like `resample_labels`.

    Args:
        classes: Integers, of any number of axes; 0 is background.
        warp: The transform, of a float32 array of the shape of `classes`: linear, and 0 outside.
        shape: The output's.
        scale: At most so many voxels of `classes` lie between two neighbors of the output.
    """

    def share(mask: np.ndarray, blur: Callable[[np.ndarray], np.ndarray]) -> Share:
        box = widened(enclosing_box(mask), 1 + _reach(scale), mask.shape)
        plane = np.zeros(mask.shape, np.float32)
        plane[box] = blur(mask[box].astype(np.float32))
        return (slice(None),) * len(shape), warp(plane)

    return _elected(classes, shape, share, scale)


def _elected(
    classes: np.ndarray,
    shape: Sequence[int],
    share: Callable[[np.ndarray, Callable[[np.ndarray], np.ndarray]], Share],
    scale: float,
) -> np.ndarray:
    """The class with the largest share of each voxel."""
    shares = {int(organ): share(classes == organ, _with_surroundings) for organ in np.unique(classes[classes != 0])}
    best = np.full(tuple(shape), 1 + AROUND, np.float32)  # background: what the organs leave
    for box, fraction in shares.values():
        best[box] -= fraction
    sampled = np.zeros(tuple(shape), classes.dtype)
    for organ, (box, fraction) in shares.items():
        unseen = sampled[box] == 0
        wins = (fraction > 0) & np.where(unseen, fraction >= best[box] - TIE, fraction > best[box] + TIE)
        sampled[box][wins] = organ
        np.copyto(best[box], fraction, where=wins)
    for organ in shares:
        if not (sampled == organ).any():
            box, fraction = share(classes == organ, _spread(scale))
            if fraction.max(initial=0) > 0:
                sampled[box].flat[fraction.argmax()] = organ
    return sampled


def _with_surroundings(own: np.ndarray) -> np.ndarray:
    from scipy.ndimage import uniform_filter  # half a second that a training on unchanged slices does not wait for

    around = uniform_filter(own, 3, mode="nearest")
    around *= AROUND
    around += own
    return around


def _spread(scale: float) -> Callable[[np.ndarray], np.ndarray]:
    """Spreads voxels so far, and the less the farther, that each is in the linear sample of the new voxel about it."""
    from scipy.ndimage import gaussian_filter

    reach = _reach(scale)
    return lambda own: gaussian_filter(own, reach / 2, radius=reach, mode="constant") if reach else own


def _reach(scale: float) -> int:
    return max(0, int(np.ceil(scale / 2)) - 1)


def _boxes(
    mask: np.ndarray, shape: Sequence[int], scale: Sequence[float], offset: Sequence[float]
) -> tuple[Box, Box, list[float]]:
    """Where a mask is in the source and, with all that it touches, in the output; and the offset between both."""
    source = widened(enclosing_box(mask), 3 + _reach(max(scale)), mask.shape)
    target, start = [], []
    for side, size, step, first in zip(source, shape, scale, offset, strict=True):
        begin = min(max(0, int(np.floor((side.start - first) / step))), size)
        end = max(begin, min(size, int(np.ceil((side.stop - first) / step)) + 1))
        target.append(slice(begin, end))
        start.append(first + step * begin - side.start)
    return source, tuple(target), start
