"""Class probabilities of a volume from windows that slide over it, a few slices in memory at a time."""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, product

import numpy as np
import torch
from torch import Tensor

from segstudy.volumes.box import Box
from segstudy.volumes.cache import CachedSlices
from segstudy.volumes.windows.window import Window, gaussian_weights, window_starts

Predict = Callable[[Tensor], Tensor]


def mirrored_mean(predict: Predict, images: Tensor, axes: Sequence[int]) -> Tensor:
    """Mean of `predict` over all mirror images along `axes` among (0, 1, 2), each turned back."""
    total = predict(images)
    if not axes:
        return total
    flips = [[axis + 2 for axis in subset] for n in range(1, len(axes) + 1) for subset in combinations(axes, n)]
    for flip in flips:
        total += predict(images.flip(flip)).flip(flip)
    return total / (1 + len(flips))


def longest_axis(shape: Sequence[int], window: Window) -> int:
    """Along which of a volume's axes the fewest of its voxels are in memory where windows slide over it."""
    return min(range(3), key=lambda axis: window.shape[axis] / shape[axis])


@torch.inference_mode()
def sliding_probabilities(
    predict: Predict, slices: CachedSlices, window: Window, batch: int, device: torch.device, axis: int = 0
) -> Iterator[tuple[slice, Tensor]]:
    """Class probabilities of a volume, slab by slab, in order.

    Where windows overlap, their mean is weighted by a Gaussian. A volume smaller than the window is padded with its
    background value. Windows are visited from the first slice on, so that no more than a window's slices are in
    memory: (classes + 2) × window's slices × rows × columns numbers.

    Args:
        predict: (batch, 1, *window.shape) to probabilities (batch, classes, *window.shape).
        slices: The case.
        window: What `predict` is given at a time.
        batch: Windows at a time.
        device: Where to compute.
        axis: Of (slices, rows, columns), the one that is cut into slabs.

    Yields:
        Which part of `axis`, and its probabilities: float32 (classes, slices, rows, columns) on `device`, overwritten
        once the next is asked for.
    """
    size = np.array(slices.shape)
    padding = np.maximum(np.array(window.shape) - size, 0)
    before = padding // 2  # as MONAI pads
    padded = size + padding
    starts = [window_starts(int(n), side, window.overlap) for n, side in zip(padded, window.shape, strict=True)]
    levels, depth = starts[axis], window.shape[axis]
    corners = list(product(*(starts[:axis] + [[0]] + starts[axis + 1 :])))
    shape = [int(n) for n in padded]
    shape[axis] = depth
    weights = torch.from_numpy(gaussian_weights(window.shape)).to(device)
    total = torch.empty(0)  # as many classes as the first windows have
    count = torch.zeros(shape, device=device)
    slab: Tensor | None = None
    for level, following in zip(levels, [*levels[1:], levels[-1] + depth], strict=True):
        del slab  # before the next is read
        slab_corner = [level if each == axis else 0 for each in range(3)]
        slab = torch.from_numpy(_read(slices, slab_corner, shape, before)).to(device)
        for first in range(0, len(corners), batch):
            boxes = [_box(corner, window.shape) for corner in corners[first : first + batch]]
            predicted = mirrored_mean(predict, torch.stack([slab[box] for box in boxes])[:, None], window.mirrored)
            if not len(total):
                total = torch.zeros((predicted.shape[1], *count.shape), device=device)
            for box, probabilities in zip(boxes, predicted, strict=True):
                total[:, *box] += probabilities * weights
                count[box] += weights
        start = max(level, int(before[axis]))
        stop = min(following, int(before[axis] + size[axis]))
        if start < stop:
            done = list(_box(before, size))
            done[axis] = slice(start - level, stop - level)
            total[:, *done] /= count[*done]
            yield slice(start - int(before[axis]), stop - int(before[axis])), total[:, *done]
        _shift(total, following - level, axis - 3)
        _shift(count, following - level, axis - 3)


def _box(corner: Sequence[int] | np.ndarray, shape: Sequence[int] | np.ndarray) -> Box:
    return tuple(slice(int(start), int(start + side)) for start, side in zip(corner, shape, strict=True))


def _read(slices: CachedSlices, corner: Sequence[int], shape: Sequence[int], before: np.ndarray) -> np.ndarray:
    """The part of the padded volume at `corner` as the network sees it, with `before` voxels of padding: float32."""
    low = np.maximum(corner, before)
    high = np.minimum(np.add(corner, shape), before + slices.shape)
    image = slices.image_box(_box(low - before, high - low))
    if list(image.shape) == list(shape):
        return image
    out = np.full(shape, slices.background_value, np.float32)
    out[_box(low - corner, high - low)] = image
    return out


def _shift(slab: Tensor, done: int, axis: int) -> None:
    """Move what later windows still add to, to the front of `axis`, and empty the rest."""
    kept = slab.shape[axis] - done
    for index in range(kept):  # one at a time, because source and target overlap
        slab.select(axis, index).copy_(slab.select(axis, index + done))
    slab.narrow(axis, kept, done).zero_()
