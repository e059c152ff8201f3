"""Class probabilities of a volume from windows that slide over it, a few slices in memory at a time."""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, product

import numpy as np
import torch
from torch import Tensor

from segstudy.cache import CachedSlices
from segstudy.windows.window import Window, gaussian_weights, starts

Predict = Callable[[Tensor], Tensor]


def mirrored_mean(predict: Predict, images: Tensor, axes: Sequence[int]) -> Tensor:
    """Mean of `predict` over all mirror images along `axes` among (0, 1, 2), each turned back."""
    total = predict(images)
    if not axes:
        return total
    flips = [[axis + 2 for axis in some] for n in range(1, len(axes) + 1) for some in combinations(axes, n)]
    for flip in flips:
        total += predict(images.flip(flip)).flip(flip)
    return total / (1 + len(flips))


@torch.inference_mode()
def sliding_probabilities(
    predict: Predict, slices: CachedSlices, window: Window, batch: int, device: torch.device
) -> Iterator[tuple[slice, Tensor]]:
    """Yield (which slices, their probabilities float32 (classes, slices, rows, columns) on `device`), in order.

    predict: (batch, 1, *window.shape) to probabilities (batch, classes, *window.shape). batch: windows at a time.
    What is yielded is overwritten once the next is asked for.
    Where windows overlap, their mean is weighted by a Gaussian. A volume smaller than the window is seen amid its
    darkest value. Windows are visited from the first slice on, so that no more than a window's slices are in
    memory: (classes + 2) × window's slices × rows × columns numbers.
    """
    size = np.array(slices.shape)
    padding = np.maximum(np.array(window.shape) - size, 0)
    before = padding // 2  # as MONAI pads
    depth, rows, columns = window.shape
    padded = size + padding
    levels, *places = (starts(int(n), side, window.overlap) for n, side in zip(padded, window.shape, strict=True))
    corners = list(product(*places))
    weights = torch.from_numpy(gaussian_weights(window.shape)).to(device)
    total: Tensor | None = None
    count = torch.zeros((depth, *map(int, padded[1:])), device=device)
    slab: Tensor | None = None
    for level, following in zip(levels, [*levels[1:], levels[-1] + depth], strict=True):
        del slab  # before the next is read
        slab = torch.from_numpy(_read(slices, level, depth, before, padded)).to(device)
        for first in range(0, len(corners), batch):
            some = corners[first : first + batch]
            images = torch.stack([slab[:, row : row + rows, column : column + columns] for row, column in some])
            found = mirrored_mean(predict, images[:, None], window.mirrored)
            if total is None:
                total = torch.zeros((found.shape[1], *count.shape), device=device)
            for (row, column), one in zip(some, found, strict=True):
                there = (..., slice(row, row + rows), slice(column, column + columns))
                total[there] += one * weights
                count[there] += weights
        done = following - level
        inside = slice(max(level, int(before[0])), min(following, int(before[0] + size[0])))
        local = slice(inside.start - level, inside.stop - level)
        view = (local, *(slice(int(b), int(b + n)) for b, n in zip(before[1:], size[1:], strict=True)))
        if inside.start < inside.stop:
            stop = inside.stop - int(before[0])
            total[:, *view] /= count[view]
            yield slice(inside.start - int(before[0]), stop), total[:, *view]
        _shift(total, done)
        _shift(count, done)


def _read(slices: CachedSlices, level: int, depth: int, before: np.ndarray, padded: np.ndarray) -> np.ndarray:
    """Slices `level` … of the padded volume as the network sees them: (depth, padded rows, padded columns)."""
    low, high = max(level, before[0]), min(level + depth, before[0] + len(slices))
    image = slices.image_box((slice(low - before[0], high - before[0]), slice(None), slice(None)))
    if image.shape == (depth, *padded[1:]):
        return image
    out = np.full((depth, *padded[1:]), slices.darkest, np.float32)
    _, rows, columns = image.shape
    out[low - level : high - level, before[1] : before[1] + rows, before[2] : before[2] + columns] = image
    return out


def _shift(slab: Tensor, done: int) -> None:
    """Move what later windows still add to, to the front of the slices' axis, and empty the rest."""
    kept = slab.shape[-3] - done
    for index in range(kept):  # one at a time, because source and target overlap
        slab[..., index, :, :] = slab[..., index + done, :, :]
    slab[..., kept:, :, :] = 0
