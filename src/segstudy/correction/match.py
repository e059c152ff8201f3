"""How well a turned and shifted mask covers another: the objective of the estimate, made fast."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from segstudy.volumes.box import Box, clipped_box, enclosing_box

ROUGH_PLACES = 4000


@dataclass(frozen=True)
class _Aligned:
    """Both masks for one shift across slices: bits of the target, and voxels a source column keeps."""

    target: np.ndarray
    rough: np.ndarray
    kept: np.ndarray


class Match:
    """IoU of `displaced` with `correct` moved by a turn about its own centroid and a shift.

    A turn about the slice axis moves whole columns of voxels, so each place in the plane takes a column of `correct`,
    as bits, and no volume is resampled. Across slices the shift is rounded, which is all that nearest neighbor shows.

    Attributes:
        pivot: (3,) centroid of `correct`.
        shift: (3,) from there to the centroid of `displaced`.
        radius: Voxels in the plane from the centroid to the farthest corner of `correct`.
        outward: (2,) -1, 0 or 1: towards the edge of the volume where `displaced` may be cut off.
    """

    def __init__(self, displaced: np.ndarray, correct: np.ndarray) -> None:
        """Prepare the comparison.

        Args:
            displaced: Boolean mask, (i, j, k), not empty.
            correct: The same, of the same shape.
        """
        source, target = enclosing_box(correct), enclosing_box(displaced)
        self.pivot = centroid(correct[source], source)
        self.shift = centroid(displaced[target], target) - self.pivot
        corners = [(i - self.pivot[0], j - self.pivot[1]) for i in _ends(source[0]) for j in _ends(source[1])]
        self.radius = max(math.hypot(*corner) for corner in corners)
        self._start = np.array([side.start for side in source])
        self._shape = correct[source].shape
        columns = correct[source].reshape(-1, self._shape[2])
        self._columns = _bits(np.vstack([columns, np.zeros_like(columns[:1])]))  # the last one: outside
        center = (self.pivot + self.shift)[:2]
        self.outward = np.array(
            [
                (side.stop == size) * 1.0 - (side.start == 0)
                for side, size in zip(target[:2], displaced.shape, strict=False)
            ]
        )
        reach = self.radius * (1.5 if self.outward.any() else 1.0) + 3
        low = np.minimum(center - reach, [side.start for side in target[:2]])
        high = np.maximum(center + reach, [side.stop - 1 for side in target[:2]])
        window = clipped_box(low, high, displaced.shape[:2])
        self._displaced = displaced[window].reshape(-1, displaced.shape[2])
        self._total = int(np.count_nonzero(self._displaced))
        self._aligned: dict[int, _Aligned] = {}
        places = np.meshgrid(*[np.arange(side.start, side.stop, dtype=float) for side in window], indexing="ij")
        self._places = np.stack(places).reshape(2, -1)
        step = max(1, round(math.sqrt(self._places.shape[1] / ROUGH_PLACES)))
        sampled = np.zeros(places[0].shape, bool)
        sampled[::step, ::step] = True
        self._rough = np.flatnonzero(sampled)
        self._rough_places = self._places[:, self._rough]
        self._rough_total = int(np.count_nonzero(self._displaced[self._rough]))

    def iou(self, angle_deg: float, shift: Sequence[float] | np.ndarray, rough: bool = False) -> float:
        """IoU after the turn and the shift, each voxel taking its nearest neighbor.

        Args:
            angle_deg: From the first axis towards the second.
            shift: (3,) voxels.
            rough: Whether a sample of the places will do.
        """
        aligned = self._align(shift)
        places, target, total = self._places, aligned.target, self._total
        if rough:
            places, target, total = self._rough_places, aligned.rough, self._rough_total
        column = self._origins(places, angle_deg, shift)
        shared = int(np.bitwise_count(self._columns[column] & target).sum(dtype=np.int64))
        return shared / max(1, int(aligned.kept[column].sum()) + total - shared)

    def _origins(self, places: np.ndarray, angle_deg: float, shift: Sequence[float] | np.ndarray) -> np.ndarray:
        """Which column each place takes."""
        cos, sin = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
        i, j = (places[axis] - (self.pivot[axis] + shift[axis]) for axis in (0, 1))
        start = self.pivot - self._start + 0.5
        from_i = np.floor(cos * i + sin * j + start[0]).astype(np.intp)
        from_j = np.floor(cos * j - sin * i + start[1]).astype(np.intp)
        inside = (from_i >= 0) & (from_i < self._shape[0]) & (from_j >= 0) & (from_j < self._shape[1])
        return np.where(inside, from_i * self._shape[1] + from_j, len(self._columns) - 1)

    def _align(self, shift: Sequence[float] | np.ndarray) -> _Aligned:
        slices = round(float(shift[2]))
        if slices not in self._aligned:
            first = int(self._start[2]) + slices  # the slice where moved columns begin
            depth = self._displaced.shape[1]
            taken = np.arange(first, first + self._shape[2])
            valid = (taken >= 0) & (taken < depth)
            target = np.zeros((len(self._displaced), self._shape[2]), bool)
            target[:, valid] = self._displaced[:, taken[valid]]
            bits = _bits(target)
            kept = np.bitwise_count(self._columns & _bits(valid[None])).sum(axis=1, dtype=np.int64)
            self._aligned[slices] = _Aligned(bits, bits[self._rough], kept)
        return self._aligned[slices]


def _bits(rows: np.ndarray) -> np.ndarray:
    """Boolean rows as 64-bit words."""
    packed = np.packbits(rows, axis=1)
    return np.pad(packed, ((0, 0), (0, -packed.shape[1] % 8))).view(np.uint64)


def centroid(mask: np.ndarray, box: Box) -> np.ndarray:
    """(3,) centroid, in the volume, of a mask that is cropped to `box`."""
    along = [mask.sum(axis=tuple(other for other in range(3) if other != axis)) for axis in range(3)]
    return np.array([np.average(np.arange(len(n)), weights=n) + side.start for n, side in zip(along, box, strict=True)])


def _ends(side: slice) -> tuple[int, int]:
    return side.start, side.stop - 1
