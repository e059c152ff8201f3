"""The grid a network sees, and how it lies in the case's own."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np

from segstudy.box import Box, bounding_box
from segstudy.config.preparation import PreparationSettings
from segstudy.grids.orientation import axis_order, from_slices, to_slices
from segstudy.grids.resampling import resample
from segstudy.volume import Volume

# Outside air and table below, soft tissue above: where the body is.
BODY_HU = -300


@dataclass(frozen=True)
class NetworkGrid:
    """Voxel w (slice, row, column) of the network's grid lies at `scale · w + offset` of the turned scan.

    order: how the stored axes are turned (see `grids.orientation`).
    native_shape: the stored scan's (i, j, k).
    shape: (slices, rows, columns) of the network's grid.
    scale, offset: in voxels of the turned scan, along (slices, rows, columns).
    spacing_mm: of the network's grid, along (slices, rows, columns).
    """

    order: list[list[int]]
    native_shape: list[int]
    shape: list[int]
    scale: list[float]
    offset: list[float]
    spacing_mm: list[float]

    def to_json(self) -> dict[str, Any]:
        """As plain lists and numbers."""
        return asdict(self)

    @staticmethod
    def from_json(values: dict[str, Any]) -> "NetworkGrid":
        """The inverse of `to_json`."""
        return NetworkGrid(**values)

    def _turned_shape(self) -> tuple[int, int, int]:
        return tuple(self.native_shape[axis] for axis, _ in reversed(self.order))

    def view(self) -> tuple[slice, slice, slice]:
        """The part of the turned scan (slices, rows, columns) that the network's grid covers."""
        seen = []
        for size, scale, offset, available in zip(
            self.shape, self.scale, self.offset, self._turned_shape(), strict=True
        ):
            low, high = offset - scale / 2, offset + scale * (size - 0.5)
            seen.append(slice(max(0, int(np.ceil(low))), max(0, min(available, int(np.floor(high)) + 1))))
        return tuple(seen)

    def sample_image(self, array: np.ndarray, fill: float) -> np.ndarray:
        """A scan (i, j, k) on the network's grid, linearly; `fill` outside. (slices, rows, columns)."""
        return self._sample(array, "linear", fill)

    def sample_label(self, array: np.ndarray) -> np.ndarray:
        """A label map (i, j, k) on the network's grid, nearest voxel; 0 outside. (slices, rows, columns)."""
        return self._sample(array, "nearest", 0)

    def _sample(self, array: np.ndarray, kind: str, fill: float) -> np.ndarray:
        if list(array.shape) != list(self.native_shape):
            raise ValueError(f"an array of {array.shape} is not the grid's {self.native_shape}")
        return resample(to_slices(array, self.order), self.shape, self.scale, self.offset, kind, fill)

    def restore_classes(self, probabilities: np.ndarray) -> np.ndarray:
        """Most probable class in every voxel of the case's own grid.

        probabilities: float32 or float16 (classes, slices, rows, columns) on the network's grid, class 0 background.
        They are interpolated linearly, one class at a time. Outside the network's view all is background.
        Ties go to the lower class. Returns uint8 (i, j, k).
        """
        return self.restore_class_slabs([(slice(0, self.shape[0]), probabilities)])

    def restore_class_slabs(self, slabs: Iterable[tuple[slice, np.ndarray]], axis: int = 0) -> np.ndarray:
        """The same from a part of the network's grid at a time, of which no more are in memory than one.

        slabs: which part of `axis` among (slices, rows, columns), from the first to the last without a gap, and its
        probabilities (classes, slices, rows, columns), which may be overwritten once the next is asked for.
        """
        classes = np.zeros(self._turned_shape(), np.uint8)
        whole, done, border = classes.shape[axis], 0, None
        for which, slab in slabs:
            # what lies between the end of one slab and the beginning of the next is made of both
            known = [slab] if border is None else [border, slab]
            is_last = which.stop == self.shape[axis]
            reached = int(np.floor(self.offset[axis] + self.scale[axis] * (which.stop - 1))) + 1
            upto = whole if is_last else min(max(reached, done), whole)
            if upto > done:
                part = _Part(axis, which.start - len(known) + 1, done, upto)
                there = (slice(None),) * axis + (slice(done, upto),)
                classes[there] = self._most_probable(known, part)
            done, border = upto, slab[(slice(None),) * (axis + 1) + (slice(-1, None),)].copy()
        return np.ascontiguousarray(from_slices(classes, self.order))

    def _most_probable(self, known: list[np.ndarray], part: "_Part") -> np.ndarray:
        """Classes of a part of the turned scan's grid, from probabilities that follow each other along its axis."""

        def restored(index: int, outside: float) -> np.ndarray:
            values = [slab[index] for slab in known]
            joined = values[0] if len(values) == 1 else np.concatenate(values, axis=part.axis)
            return self._restore(joined, outside, part)

        best = restored(0, 1.0)
        classes = np.zeros(best.shape, np.uint8)
        for index in range(1, len(known[0])):
            here = restored(index, 0.0)
            better = here > best
            classes[better] = index
            np.copyto(best, here, where=better)
        return classes

    def restore_values(self, values: np.ndarray, outside: float) -> np.ndarray:
        """Numbers on the network's grid (slices, rows, columns) in the case's own, linearly: float32 (i, j, k).

        outside: what lies beyond the network's view.
        """
        return np.ascontiguousarray(from_slices(self._restore(values, outside), self.order))

    def _restore(self, values: np.ndarray, outside: float, part: "_Part | None" = None) -> np.ndarray:
        """On the turned scan's grid, or a part of it: float32 (slices, rows, columns)."""
        shape = list(self._turned_shape())
        scale = [1 / s for s in self.scale]
        offset = [-o / s for o, s in zip(self.offset, self.scale, strict=True)]
        if part:
            shape[part.axis] = part.stop - part.start
            offset[part.axis] += part.start / self.scale[part.axis] - part.first
        plain = values.astype(np.float32, copy=False)
        return resample(plain, tuple(shape), scale, offset, "linear", outside)


class _Part(NamedTuple):
    """`start` to `stop` of one axis of the turned scan's grid, made from the network's grid from `first` on."""

    axis: int
    first: int
    start: int
    stop: int


def _centre(turned: np.ndarray) -> tuple[float, float]:
    """Row and column of the body's centre; the picture's centre where nothing is denser than air."""
    body = (turned > BODY_HU).sum(axis=0, dtype=np.int64)
    total = body.sum()
    if total == 0:
        return (turned.shape[1] - 1) / 2, (turned.shape[2] - 1) / 2
    rows = (body.sum(axis=1) * np.arange(body.shape[0])).sum() / total
    columns = (body.sum(axis=0) * np.arange(body.shape[1])).sum() / total
    return float(rows), float(columns)


def _foreground(turned: np.ndarray, spacing_mm: list[float], settings: PreparationSettings) -> Box:
    """The box around all that is dense enough, with the margin; everything where nothing is."""
    box = bounding_box(turned > settings.foreground_hu) or tuple(slice(0, n) for n in turned.shape)
    sides = []
    for side, mm, available in zip(box, spacing_mm, turned.shape, strict=True):
        margin = int(np.ceil(settings.margin_mm / mm))
        sides.append(slice(max(0, side.start - margin), min(available, side.stop + margin)))
    return tuple(sides)


def network_grid(scan: Volume, settings: PreparationSettings) -> NetworkGrid:
    """Where the network's grid lies for `scan` (HU) under `settings`."""
    order = axis_order(scan.affine, settings.orientation)
    turned = to_slices(scan.array, order)
    own = [scan.spacing[axis] for axis, _ in reversed(order)]
    # The configuration says (columns, rows, slices), as scanners do.
    wanted = list(reversed(settings.spacing_mm)) if settings.spacing_mm else own
    scale = [new / old for new, old in zip(wanted, own, strict=True)]
    # Voxel edges, not centres, of the first voxels coincide, so that the same tissue is covered.
    offset = [(s - 1) / 2 for s in scale]
    shape = [max(1, round(n / s)) for n, s in zip(turned.shape, scale, strict=True)]
    if settings.crop:
        box = _foreground(turned, own, settings)
        offset = [o + side.start for o, side in zip(offset, box, strict=True)]
        shape = [max(1, round((side.stop - side.start) / s)) for side, s in zip(box, scale, strict=True)]
    if settings.size is None:
        pass
    elif settings.fitting == "resize":
        shape[1:] = settings.size
        scale[1:] = [n / size for n, size in zip(turned.shape[1:], settings.size, strict=True)]
        offset[1:] = [(s - 1) / 2 for s in scale[1:]]
    else:
        shape[1:] = settings.size
        for axis, centre in zip((1, 2), _centre(turned), strict=True):
            start = centre - scale[axis] * (shape[axis] - 1) / 2
            offset[axis] = float(round(start)) if scale[axis] == 1 else start
    spacing = [s * mm for s, mm in zip(scale, own, strict=True)]
    return NetworkGrid(order, list(scan.array.shape), shape, scale, offset, spacing)
