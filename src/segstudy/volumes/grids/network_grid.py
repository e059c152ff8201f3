"""The grid a network sees, and how it lies in the case's own."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, NamedTuple

import numpy as np

from segstudy.volumes.box import Box, bounding_box, widened
from segstudy.volumes.grids.labels import resample_labels
from segstudy.volumes.grids.orientation import from_slices, to_slices
from segstudy.volumes.grids.resampling import resample


@dataclass(frozen=True)
class NetworkGrid:
    """Voxel w (slice, row, column) of the network's grid lies at `scale · w + offset` of the reoriented scan.

    Attributes:
        order: How the stored axes are reoriented (see `grids.orientation`).
        native_shape: The stored scan's (i, j, k).
        shape: (slices, rows, columns) of the network's grid.
        scale: Voxels of the reoriented scan to a voxel of the network's grid, along (slices, rows, columns).
        offset: Where in the reoriented scan the network's first voxel lies, in voxels, along (slices, rows, columns).
        spacing_mm: Of the network's grid, along (slices, rows, columns).
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

    def _reoriented_shape(self) -> list[int]:
        return [self.native_shape[axis] for axis, _ in reversed(self.order)]

    def covered_box(self) -> Box:
        """The part of the reoriented scan (slices, rows, columns) that the network's grid covers."""
        covered = []
        for size, scale, offset, available in zip(
            self.shape, self.scale, self.offset, self._reoriented_shape(), strict=True
        ):
            low, high = offset - scale / 2, offset + scale * (size - 0.5)
            covered.append(slice(max(0, int(np.ceil(low))), max(0, min(available, int(np.floor(high)) + 1))))
        return tuple(covered)

    def sample_image(
        self, array: np.ndarray, fill: float, interpolation: Literal["linear", "cubic"] = "linear"
    ) -> np.ndarray:
        """A scan (i, j, k) on the network's grid; `fill` outside. (slices, rows, columns)."""
        return resample(self._reoriented(array), self.shape, self.scale, self.offset, fill, interpolation)

    def sample_label(self, array: np.ndarray) -> np.ndarray:
        """A label map (i, j, k) on the network's grid, by fractions; 0 outside. (slices, rows, columns)."""
        return resample_labels(self._reoriented(array), self.shape, self.scale, self.offset)

    def _reoriented(self, array: np.ndarray) -> np.ndarray:
        if list(array.shape) != list(self.native_shape):
            raise ValueError(f"an array of {array.shape} is not the grid's {self.native_shape}")
        return to_slices(array, self.order)

    def restore_classes(self, probabilities: np.ndarray) -> np.ndarray:
        """Most probable class in every voxel of the case's own grid.

        Probabilities are interpolated linearly, one class at a time, and only where it could be the most probable.
        Outside the network's grid all is background. Ties go to the lower class.

        Args:
            probabilities: float32 or float16 (classes, slices, rows, columns) on the network's grid, class 0
                background, adding up to one in every voxel.

        Returns:
            uint8 (i, j, k).
        """
        return self.restore_class_slabs([(slice(0, self.shape[0]), probabilities)])

    def restore_class_slabs(self, slabs: Iterable[tuple[slice, np.ndarray]], axis: int = 0) -> np.ndarray:
        """What `restore_classes` returns, from a slab of the network's grid at a time, with only one in memory.

        Args:
            slabs: Which part of `axis`, from the first to the last without a gap, and its probabilities (classes,
                slices, rows, columns), which may be overwritten once the next slab is asked for.
            axis: Among (slices, rows, columns).
        """
        whole = _Part.whole(self._reoriented_shape())
        classes = np.zeros([side.stop for side in whole.box], np.uint8)
        length, done, border = classes.shape[axis], 0, None
        for which, slab in slabs:
            # what lies between the end of one slab and the beginning of the next is made of both
            known = [slab] if border is None else [border, slab]
            is_last = which.stop == self.shape[axis]
            reached = int(np.floor(self.offset[axis] + self.scale[axis] * (which.stop - 1))) + 1
            stop = length if is_last else min(max(reached, done), length)
            if stop > done:
                part = whole.of(axis, slice(done, stop), which.start - len(known) + 1)
                classes[part.box] = self._most_probable(known, part, axis)
            done, border = stop, slab[(slice(None),) * (axis + 1) + (slice(-1, None),)].copy()
        return np.ascontiguousarray(from_slices(classes, self.order))

    def _most_probable(self, known: list[np.ndarray], part: "_Part", axis: int) -> np.ndarray:
        """Classes of a part of the reoriented scan's grid, from probabilities that follow each other along an axis."""

        def joined(index: int) -> np.ndarray:
            values = [slab[index] for slab in known]
            return values[0] if len(values) == 1 else np.concatenate(values, axis=axis)

        best = self._restore(joined(0), 1.0, part)
        classes = np.zeros(best.shape, np.uint8)
        # The most probable of n classes has at least 1/n, and so has one of the voxels that it is interpolated from;
        # half of it leaves room for rounding.
        least = 0.5 / len(known[0])
        for index in range(1, len(known[0])):
            values = joined(index)
            box = bounding_box(values >= least)
            if box is None:
                continue
            nodes = widened(box, 1, values.shape)
            inner = self._between(nodes, values.shape, part)
            probability = self._restore(values[nodes], 0.0, inner)
            there = tuple(slice(a.start - b.start, a.stop - b.start) for a, b in zip(inner.box, part.box, strict=True))
            better = probability > best[there]
            classes[there][better] = index
            np.copyto(best[there], probability, where=better)
        return classes

    def _between(self, nodes: Box, shape: tuple[int, ...], part: "_Part") -> "_Part":
        """What of a part lies among some of the voxels (of `shape`, in the network's grid) that it is made from."""
        box = []
        for axis, (side, size, wanted) in enumerate(zip(nodes, shape, part.box, strict=True)):
            low, high = (
                self.offset[axis] + self.scale[axis] * (part.first[axis] + node) for node in (side.start, side.stop - 1)
            )
            start = wanted.start if side.start == 0 else max(wanted.start, int(np.floor(low)))
            stop = wanted.stop if side.stop == size else min(wanted.stop, int(np.ceil(high)) + 1)
            box.append(slice(start, max(start, stop)))
        first = tuple(begin + side.start for begin, side in zip(part.first, nodes, strict=True))
        return _Part(tuple(box), first)

    def restore_values(self, values: np.ndarray, outside: float) -> np.ndarray:
        """Numbers on the network's grid (slices, rows, columns) in the case's own, linearly: float32 (i, j, k).

        Args:
            values: (slices, rows, columns).
            outside: What lies beyond the network's grid.
        """
        return np.ascontiguousarray(from_slices(self._restore(values, outside), self.order))

    def _restore(self, values: np.ndarray, outside: float, part: "_Part | None" = None) -> np.ndarray:
        """On the reoriented scan's grid, or a part of it: float32 (slices, rows, columns)."""
        part = part or _Part.whole(self._reoriented_shape())
        shape = [side.stop - side.start for side in part.box]
        if not all(shape):
            return np.empty(shape, np.float32)
        scale = [1 / s for s in self.scale]
        offset = [
            -o / s + (side.start / s - first)
            for o, s, side, first in zip(self.offset, self.scale, part.box, part.first, strict=True)
        ]
        plain = values.astype(np.float32, copy=False)
        return resample(plain, shape, scale, offset, outside)


class _Part(NamedTuple):
    """A part of the reoriented scan's grid.

    Attributes:
        box: Which.
        first: Which voxel of the network's grid the first one is that it is made from.
    """

    box: Box
    first: tuple[int, ...]

    @staticmethod
    def whole(shape: Sequence[int]) -> "_Part":
        return _Part(tuple(slice(0, size) for size in shape), (0,) * len(shape))

    def of(self, axis: int, side: slice, first: int) -> "_Part":
        """The same, of one axis only `side`, made from voxel `first` of it on."""
        box, firsts = list(self.box), list(self.first)
        box[axis], firsts[axis] = side, first
        return _Part(tuple(box), tuple(firsts))
