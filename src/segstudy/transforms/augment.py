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
from segstudy.transforms.in_plane import Backward, moved_in_plane
from segstudy.transforms.interface import Deformation, Drawn, Movement, Recoloring, Sides, Transform
from segstudy.transforms.labels_at import labels_at
from segstudy.transforms.numbers import sent


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
    moves = {at: {name: (moving[name], chosen[name][at]) for name in moving if at in chosen[name]} for at in places}
    back = {at: _backward(moves[at], len(sides)) for at in places}
    image, label = image.clone(), label.clone()
    organs = int(label.max()) if organs is None else organs
    for at in [at for at in places if device.type == "cpu" and _is_in_plane(back[at], moves[at])]:
        image[at], label[at] = moved_in_plane(image[at], label[at], back[at], organs)
        places.remove(at)
    if not places:
        return image, label
    grids = torch.stack([_grid(moves[at], back[at], sides, device) for at in places])
    where = sent(torch.tensor(places), device)
    part, drawn = image[where], label[where]
    fill = part.amin(tuple(range(2, part.ndim)), keepdim=True)
    found = F.grid_sample((part - fill).contiguous(), grids, mode="bilinear", padding_mode="zeros", align_corners=True)
    image[where] = found + fill
    label[where] = labels_at(drawn, grids, organs)
    return image, label


def _backward(moves: dict[str, tuple[Transform, Drawn]], axes: int) -> Backward:
    """Where movements, one after another, let each pixel find its content."""
    whole = np.eye(axes, axes + 1)
    for transform, drawn in moves.values():
        if isinstance(transform, Movement):
            matrix = transform.matrix(drawn, axes)
            whole = np.column_stack(
                [matrix[:, :axes] @ whole[:, :axes], matrix[:, :axes] @ whole[:, axes] + matrix[:, axes]]
            )
    inverse = np.linalg.inv(whole[:, :axes])
    return Backward(inverse, -inverse @ whole[:, axes])


def _is_in_plane(back: Backward, moves: dict[str, tuple[Transform, Drawn]]) -> bool:
    return back.is_in_plane and all(isinstance(transform, Movement) for transform, _ in moves.values())


def _grid(moves: dict[str, tuple[Transform, Drawn]], back: Backward, sides: Sides, device: torch.device) -> Tensor:
    """(…, axes): where each pixel of the output finds its content, as `grid_sample` counts, columns first."""
    axes, (inverse, offset) = len(sides), back
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
