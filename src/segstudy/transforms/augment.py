"""A batch of samples, each changed by its own draws."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pkgutil import resolve_name
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from segstudy.config.sections.transforms import BUILT_IN, Transforms, builder_of_transform
from segstudy.transforms import mirror, mixup
from segstudy.transforms.interface import Deformation, Drawn, Movement, Recoloring, Sides, Transform
from segstudy.transforms.numbers import sent

# Where background and an organ have the same share of a pixel, the organ has it.
TIE = 1e-6
# In the place of a class index, where a pixel's neighbors are of several.
BORDER = -1


class Augmented(NamedTuple):
    """Changed samples.

    Attributes:
        image: float32 (batch, channels, …).
        label: (batch, …), of the data type it had.
        share: What of each sample's image is its own; the rest is of the one before it in the batch. 1 mixes none.
    """

    image: Tensor
    label: Tensor
    share: float = 1.0


@dataclass(frozen=True)
class Augmenter:
    """Changes batches of samples.

    Draws follow from the seed, the epoch and the sample alone: not from its place in a batch, nor from what other
    transforms there are. Only the mixed share is one for a batch, drawn for its first sample.

    Attributes:
        transforms: Which, with their probabilities and ranges.
        mirror_axes: Array axes, of (slices, rows, columns), that may be mirrored.
        seed: What all draws follow from.
        bright: How many of the first channels are intensities; the others are moved alone.
        organs: How many there are; None looks in each batch, for which a GPU would be waited for.
    """

    transforms: Transforms
    mirror_axes: tuple[int, ...]
    seed: tuple[int, ...]
    bright: int | None = None
    organs: int | None = None

    @torch.no_grad()
    def __call__(self, image: Tensor, label: Tensor, epoch: int, samples: Sequence[int]) -> Augmented:
        """The samples of an epoch, changed.

        Args:
            image: float32 (batch, channels, …), … being rows and columns, or slices, rows and columns.
            label: Class indices (batch, …).
            epoch: Counted from 1.
            samples: Which of the epoch's samples these are.
        """
        sides = tuple(image.shape[2:])
        image, label = self._mirrored(image, label, epoch, samples)
        chosen = {
            name: self._drawn(name, epoch, samples, sides) for name in self.transforms.used if name not in BUILT_IN
        }
        loaded = {name: _load(name) for name in chosen}
        moving = {name: each for name, each in loaded.items() if not isinstance(each, Recoloring)}
        image, label = _moved(image, label, moving, chosen, self.organs)
        for name, transform in loaded.items():
            if isinstance(transform, Recoloring) and chosen[name]:
                image = self._recolored(image, transform, chosen[name])
        return Augmented(*self._mixed(image, label, epoch, samples))

    def _rng(self, name: str, epoch: int, sample: int) -> np.random.Generator:
        return np.random.default_rng([*self.seed, epoch, sample, zlib.crc32(name.encode())])

    def _drawn(self, name: str, epoch: int, samples: Sequence[int], sides: Sides) -> dict[int, Drawn]:
        """By its place in the batch, what is drawn for each sample that is changed."""
        settings, drawn = self.transforms.used[name], {}
        for place, sample in enumerate(samples):
            rng = self._rng(name, epoch, sample)
            if rng.random() < settings.p:
                drawn[place] = _load(name).draw(settings, rng, sides)
        return drawn

    def _mirrored(self, image: Tensor, label: Tensor, epoch: int, samples: Sequence[int]) -> tuple[Tensor, Tensor]:
        settings = self.transforms.mirror
        if settings is None or not self.mirror_axes:
            return image, label
        axes = tuple(axis for axis in self.mirror_axes if axis >= 5 - image.ndim)
        image, label = image.clone(), label.clone()
        for place, sample in enumerate(samples):
            rng = self._rng("mirror", epoch, sample)
            if rng.random() < settings.p and (drawn := mirror.draw(axes, rng)):
                image[place], label[place] = mirror.apply(image[place], drawn), mirror.apply(label[place], drawn)
        return image, label

    def _recolored(self, image: Tensor, transform: Recoloring, drawn: dict[int, Drawn]) -> Tensor:
        places, image = sent(torch.tensor(list(drawn)), image.device), image.clone()
        image[places, : self.bright] = transform.apply(image[places, : self.bright], list(drawn.values()))
        return image

    def _mixed(self, image: Tensor, label: Tensor, epoch: int, samples: Sequence[int]) -> tuple[Tensor, Tensor, float]:
        settings = self.transforms.mixup
        if settings is None or len(image) < 2:
            return image, label, 1.0
        rng = self._rng("mixup", epoch, samples[0])
        if rng.random() >= settings.p:
            return image, label, 1.0
        share = mixup.draw(settings, rng)
        return share * image + (1 - share) * image.roll(1, dims=0), label, share


def _load(name: str) -> Transform:
    transform: Transform = resolve_name(builder_of_transform(name))
    return transform


def _moved(
    image: Tensor,
    label: Tensor,
    moving: Mapping[str, Transform],
    chosen: dict[str, dict[int, Drawn]],
    organs: int | None = None,
) -> tuple[Tensor, Tensor]:
    """The samples that something moves, each interpolated once: images linearly, labels by fractions."""
    places = sorted({place for name in moving for place in chosen[name]})
    if not places:
        return image, label
    sides, device = tuple(image.shape[2:]), image.device
    grids = torch.stack(
        [
            _grid({name: (moving[name], chosen[name][at]) for name in moving if at in chosen[name]}, sides, device)
            for at in places
        ]
    )
    where = sent(torch.tensor(places), device)
    part, drawn = image[where], label[where]
    fill = part.amin(tuple(range(2, part.ndim)), keepdim=True)
    found = F.grid_sample((part - fill).contiguous(), grids, mode="bilinear", padding_mode="zeros", align_corners=True)
    image, label = image.clone(), label.clone()
    image[where] = found + fill
    label[where] = _labels_at(drawn, grids, int(drawn.max()) if organs is None else organs)
    return image, label


def _labels_at(labels: Tensor, grids: Tensor, organs: int) -> Tensor:
    """Class indices (batch, …) at the points of `grids`: whose share of the interpolated pixel is largest.

    On a processor fractions are only interpolated at points beside a border, of which there are few: elsewhere all
    pixels around a point are of one class. A GPU would be waited for to count them, and so interpolates all.
    """
    if labels.device.type != "cpu":
        return _elected(_shares_at(labels, grids, organs)).to(labels.dtype)
    near = F.grid_sample(_alone(labels)[:, None], grids, mode="nearest", padding_mode="zeros", align_corners=True)[:, 0]
    found = near.to(labels.dtype)
    for sample, (beside, grid) in enumerate(zip(near == BORDER, grids, strict=True)):
        points = grid[beside]
        if len(points):
            points = points.reshape(1, *[1] * (grid.ndim - 2), *points.shape)
            shares = _shares_at(labels[sample][None], points, organs).flatten(2)
            found[sample, beside] = _elected(shares)[0].to(labels.dtype)
    return found


def _shares_at(labels: Tensor, grids: Tensor, organs: int) -> Tensor:
    """(batch, organs, …): each organ's share of the interpolated pixels."""
    stack = torch.stack([(labels == organ).to(grids.dtype) for organ in range(1, max(organs, 1) + 1)], dim=1)
    return F.grid_sample(stack, grids, mode="bilinear", padding_mode="zeros", align_corners=True)


def _alone(labels: Tensor) -> Tensor:
    """float32: class indices (batch, …), and `BORDER` where a neighbor, also across a corner, is of another class.

    Outside there is background.
    """
    low = high = F.pad(labels, (1, 1) * (labels.ndim - 1))
    for axis, side in enumerate(labels.shape[1:], start=1):
        lows, highs = ([each.narrow(axis, start, side) for start in range(3)] for each in (low, high))
        low = torch.minimum(torch.minimum(*lows[:2]), lows[2])
        high = torch.maximum(torch.maximum(*highs[:2]), highs[2])
    return labels.float().masked_fill_(low != high, BORDER)


def _elected(shares: Tensor) -> Tensor:
    """(batch, …): which of background and the organs has the largest share, of (batch, organs, …)."""
    best = 1 - shares.sum(dim=1) - TIE
    winner = torch.zeros(best.shape, dtype=torch.uint8, device=best.device)
    # many times faster than `argmax` along an axis of so few
    for organ, share in enumerate(shares.unbind(dim=1), start=1):
        winner.masked_fill_(share > best, organ)
        best = torch.maximum(best, share)
    return winner


def _grid(moves: dict[str, tuple[Transform, Drawn]], sides: Sides, device: torch.device) -> Tensor:
    """(…, axes): where each pixel of the output finds its content, as `grid_sample` counts, columns first."""
    axes = len(sides)
    whole = np.eye(axes, axes + 1)
    for transform, drawn in moves.values():
        if isinstance(transform, Movement):
            matrix = transform.matrix(drawn, axes)
            whole = np.column_stack(
                [matrix[:, :axes] @ whole[:, :axes], matrix[:, :axes] @ whole[:, axes] + matrix[:, axes]]
            )
    inverse = np.linalg.inv(whole[:, :axes])
    offset = -inverse @ whole[:, axes]
    # as `grid_sample` counts: columns first, and from -1 to 1
    half = np.array([max(side - 1, 1) / 2 for side in sides])
    turn, start = (inverse / half[:, None])[::-1], (offset / half)[::-1]
    turned = sent(torch.tensor(turn.copy(), dtype=torch.float32), device)
    grid = sent(torch.tensor(start.copy(), dtype=torch.float32), device)
    for axis, side in enumerate(sides):
        line = torch.arange(side, device=device, dtype=torch.float32) - (side - 1) / 2
        shape = [side if each == axis else 1 for each in range(axes)]
        grid = grid + (line[:, None] * turned[:, axis]).reshape(*shape, axes)
    for transform, drawn in moves.values():
        if isinstance(transform, Deformation):
            shifts = transform.displacement(drawn, sides, device).reshape(axes, -1)
            grid = grid + (turned @ shifts).T.reshape(*sides, axes)
    return grid
