"""Networks that see views of slices, applied to whole cases, with the answer in Cartesian space."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic

import numpy as np
import torch
from torch import Tensor

from segstudy.representations.interface import P, Representation
from segstudy.volumes.cache import CachedSlices
from segstudy.volumes.channels import ALONE, Channels, sample

# So many slices' answers are in memory at a time.
SLICES = 16


@dataclass(frozen=True)
class ViewedSlice(Generic[P]):
    """One slice's objects as the network saw them.

    Attributes:
        index: Of the slice.
        parameters: One transform an object.
        probabilities: (objects, classes, size, size).
        fused: float32 (classes, rows, columns), all background where there is no object.
    """

    index: int
    parameters: list[P]
    probabilities: Tensor
    fused: np.ndarray


def view_sample(
    image: np.ndarray, parameters: P, representation: Representation[P], background: float, channels: Channels
) -> np.ndarray:
    """A slice with its channels as the network sees it: float32 (channels, size, size), all under one transform.

    Args:
        image: float32 (channels, rows, columns), as `segstudy.volumes.channels.sample` gives it.
        parameters: The transform.
        representation: How objects are shown.
        background: What lies outside the slice; of a channel of depth, which is one number, that number.
        channels: Which those of `image` are.
    """
    fills = [background] * len(image)
    if channels.depth:
        fills[-1] = float(image[-1, 0, 0])
    return np.stack([representation.image(each, parameters, fill) for each, fill in zip(image, fills, strict=True)])


def view_slices(
    predict: Callable[[Tensor], Tensor],
    slices: CachedSlices,
    source: Callable[[int], np.ndarray],
    representation: Representation[P],
    classes: int,
    batch: int,
    channels: Channels = ALONE,
) -> Iterator[ViewedSlice[P]]:
    """Show every object of every slice to a network, and fuse what it says of them, slice by slice in order.

    Args:
        predict: Gives probabilities (views, classes, size, size) of images, float32 (views, channels, size, size) on
            the processor.
        slices: Of one case.
        source: Gives the class indices, uint8 (rows, columns), in which a slice's objects lie.
        representation: How objects are shown.
        classes: Background and organs.
        batch: Views at a time.
        channels: What is shown of a slice.
    """
    shape = slices.shape[1], slices.shape[2]
    for start in range(0, len(slices), SLICES):
        which = range(start, min(start + SLICES, len(slices)))
        parameters = [representation.parameters(source(index)) for index in which]
        images = [
            view_sample(shown, each, representation, slices.background_value, channels)
            for index, transforms in zip(which, parameters, strict=True)
            for shown in ([sample(slices, index, channels)] if transforms else [])
            for each in transforms
        ]
        size = representation.size
        stacked = torch.from_numpy(np.stack(images)) if images else torch.empty((0, channels.count, size, size))
        answers = [predict(part).float().cpu() for part in stacked.split(batch) if len(part)]
        probabilities = torch.cat(answers) if answers else torch.empty((0, classes, size, size))
        for index, here in zip(which, parameters, strict=True):
            own, probabilities = probabilities[: len(here)], probabilities[len(here) :]
            yield ViewedSlice(index, here, own, _fused(representation, own.numpy(), here, classes, shape))


def _fused(
    representation: Representation[P],
    probabilities: np.ndarray,
    parameters: list[P],
    classes: int,
    shape: tuple[int, int],
) -> np.ndarray:
    if not parameters:
        nothing = np.zeros((classes, *shape), np.float32)
        nothing[0] = 1
        return nothing
    views = [representation.inverse(view, each, shape) for view, each in zip(probabilities, parameters, strict=True)]
    return representation.fuse(views, parameters)
