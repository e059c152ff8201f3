"""The grid a network sees, and how it lies in the case's own."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np

from segstudy.volumes.box import Box
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

    def sample_image(self, array: np.ndarray, fill: float) -> np.ndarray:
        """A scan (i, j, k) on the network's grid, linearly; `fill` outside. (slices, rows, columns)."""
        return resample(self._reoriented(array), self.shape, self.scale, self.offset, fill)

    def sample_label(self, array: np.ndarray) -> np.ndarray:
        """A label map (i, j, k) on the network's grid, by fractions; 0 outside. (slices, rows, columns)."""
        return resample_labels(self._reoriented(array), self.shape, self.scale, self.offset)

    def _reoriented(self, array: np.ndarray) -> np.ndarray:
        if list(array.shape) != list(self.native_shape):
            raise ValueError(f"an array of {array.shape} is not the grid's {self.native_shape}")
        return to_slices(array, self.order)

    def restore_classes(self, probabilities: np.ndarray) -> np.ndarray:
        """Most probable class in every voxel of the case's own grid.

        Probabilities are interpolated linearly, one class at a time. Outside the network's grid all is background.
        Ties go to the lower class.

        Args:
            probabilities: float32 or float16 (classes, slices, rows, columns) on the network's grid, class 0
                background.

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
        classes = np.zeros(self._reoriented_shape(), np.uint8)
        length, done, border = classes.shape[axis], 0, None
        for which, slab in slabs:
            # what lies between the end of one slab and the beginning of the next is made of both
            known = [slab] if border is None else [border, slab]
            is_last = which.stop == self.shape[axis]
            reached = int(np.floor(self.offset[axis] + self.scale[axis] * (which.stop - 1))) + 1
            stop = length if is_last else min(max(reached, done), length)
            if stop > done:
                part = _Part(axis, which.start - len(known) + 1, done, stop)
                box = (slice(None),) * axis + (slice(done, stop),)
                classes[box] = self._most_probable(known, part)
            done, border = stop, slab[(slice(None),) * (axis + 1) + (slice(-1, None),)].copy()
        return np.ascontiguousarray(from_slices(classes, self.order))

    def _most_probable(self, known: list[np.ndarray], part: "_Part") -> np.ndarray:
        """Classes of a part of the reoriented scan's grid, from probabilities that follow each other along its axis."""

        def restored(index: int, outside: float) -> np.ndarray:
            values = [slab[index] for slab in known]
            joined = values[0] if len(values) == 1 else np.concatenate(values, axis=part.axis)
            return self._restore(joined, outside, part)

        best = restored(0, 1.0)
        classes = np.zeros(best.shape, np.uint8)
        for index in range(1, len(known[0])):
            probability = restored(index, 0.0)
            better = probability > best
            classes[better] = index
            np.copyto(best, probability, where=better)
        return classes

    def restore_values(self, values: np.ndarray, outside: float) -> np.ndarray:
        """Numbers on the network's grid (slices, rows, columns) in the case's own, linearly: float32 (i, j, k).

        Args:
            values: (slices, rows, columns).
            outside: What lies beyond the network's grid.
        """
        return np.ascontiguousarray(from_slices(self._restore(values, outside), self.order))

    def _restore(self, values: np.ndarray, outside: float, part: "_Part | None" = None) -> np.ndarray:
        """On the reoriented scan's grid, or a part of it: float32 (slices, rows, columns)."""
        shape = list(self._reoriented_shape())
        scale = [1 / s for s in self.scale]
        offset = [-o / s for o, s in zip(self.offset, self.scale, strict=True)]
        if part:
            shape[part.axis] = part.stop - part.start
            offset[part.axis] += part.start / self.scale[part.axis] - part.first
        plain = values.astype(np.float32, copy=False)
        return resample(plain, shape, scale, offset, outside)


class _Part(NamedTuple):
    """`start` to `stop` of one axis of the reoriented scan's grid, made from the network's grid from `first` on."""

    axis: int
    first: int
    start: int
    stop: int
