"""Networks that see views of slices, applied to whole cases, with the answer in Cartesian space."""

from collections.abc import Callable, Iterator
from typing import Generic, NamedTuple

import numpy as np
import torch
from torch import Tensor

from segstudy.cache import CachedSlices
from segstudy.representations.interface import P, Representation

# So many slices' answers are in memory at a time.
SLICES = 16


class ViewedSlice(NamedTuple, Generic[P]):
    """One slice's objects as the network saw them.

    index: of the slice. parameters: one transform an object. found: probabilities (objects, classes, size, size).
    fused: float32 (classes, rows, columns), all background where there is no object.
    """

    index: int
    parameters: list[P]
    found: Tensor
    fused: np.ndarray


def view_slices(
    predict: Callable[[Tensor], Tensor],
    slices: CachedSlices,
    source: Callable[[int], np.ndarray],
    representation: Representation[P],
    classes: int,
    batch: int,
) -> Iterator[ViewedSlice[P]]:
    """Show every object of every slice to a network, and fuse what it says of them, slice by slice in order.

    predict: probabilities (views, classes, size, size) of images, float32 (views, 1, size, size) on the processor;
    shown `batch` at a time. source: the class indices, uint8 (rows, columns), in which a slice's objects lie.
    """
    shape = slices.shape[1:]
    for start in range(0, len(slices), SLICES):
        which = range(start, min(start + SLICES, len(slices)))
        parameters = [representation.parameters(source(index)) for index in which]
        images = [
            representation.image(slices.image(index), each, slices.darkest)
            for index, found in zip(which, parameters, strict=True)
            for each in found
        ]
        size = representation.size
        stacked = torch.from_numpy(np.stack(images)[:, None]) if images else torch.empty((0, 1, size, size))
        said = [predict(part).float().cpu() for part in stacked.split(batch) if len(part)]
        found = torch.cat(said) if said else torch.empty((0, classes, size, size))
        for index, here in zip(which, parameters, strict=True):
            own, found = found[: len(here)], found[len(here) :]
            yield ViewedSlice(index, here, own, _fused(representation, own.numpy(), here, classes, shape))


def _fused(
    representation: Representation[P], found: np.ndarray, parameters: list[P], classes: int, shape: tuple[int, int]
) -> np.ndarray:
    if not parameters:
        nothing = np.zeros((classes, *shape), np.float32)
        nothing[0] = 1
        return nothing
    views = [representation.inverse(view, each, shape) for view, each in zip(found, parameters, strict=True)]
    return representation.fuse(views, parameters)
