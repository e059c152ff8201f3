"""Whether a label would fit the scan better somewhere else.

Where an organ meets air its label's surface must lie on the border that the scan shows. Rigid fitting of a
shape to image edges along its normals, after Cootes et al. 1995 (Active shape models), with shifts alone.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import edt
import numpy as np
from scipy.ndimage import gaussian_filter

from segstudy.correction.rigid import triple
from segstudy.volumes.box import clipped_box, enclosing_box, widened

REACH_MM = 30.0
STEP_MM = 5.0
LOOK_MM = 4.0  # inwards and outwards of the surface, and at least a voxel
POINTS = 2000
GRID_MM = 2.5
AS_GOOD = 0.01
_SOFT_HU, _AIR_HU = 0.0, -500.0


@dataclass(frozen=True)
class Fit:
    """Share of the surface that lies on a border with air, at its place and at the best place near by.

    Counted negative where air and tissue are on the wrong sides.

    Attributes:
        score: At its place.
        best: At the best place.
        offset_mm: (3,) along the array's axes, from the label to the best place; among equally good places the nearest.
    """

    score: float
    best: float
    offset_mm: tuple[float, float, float]

    @property
    def distance_mm(self) -> float:
        """How far away the best place is."""
        return float(np.linalg.norm(self.offset_mm))


class Surface:
    """Points a little inside and outside a mask's surface.

    Attributes:
        inner: (n, 3), in mm from the array's first voxel.
        outer: (n, 3), likewise.
    """

    def __init__(self, mask: np.ndarray, spacing: tuple[float, float, float]) -> None:
        """Choose the points.

        Args:
            mask: Boolean, (i, j, k), not empty.
            spacing: Voxel spacing along each axis, in mm.
        """
        step = np.asarray(spacing, dtype=float)
        look = max(LOOK_MM, step.max())
        box = widened(enclosing_box(mask), np.ceil(2 * look / step) + 2, mask.shape)
        first = np.array([side.start for side in box])
        inside = np.pad(mask[box], 1)
        size = tuple(float(x) for x in step)
        field = edt.edt(np.ascontiguousarray(inside), anisotropy=size)
        edge = np.argwhere(inside & (field <= step.max() + 1e-3) & (field > 0))
        # a volume's border is no border of the organ
        index = edge + first - 1
        within = ((index > 0) & (index < np.array(mask.shape) - 1)).all(axis=1)
        edge = edge[within]
        edge = edge[np.random.default_rng(0).permutation(len(edge))[:POINTS]]
        field = gaussian_filter(field - edt.edt(np.ascontiguousarray(~inside), anisotropy=size), look / 2 / step)
        slope = np.stack([x[tuple(edge.T)] for x in np.gradient(field, *size)], axis=1)
        inward = slope / np.maximum(np.linalg.norm(slope, axis=1, keepdims=True), 1e-9)
        surface = (edge + first - 1) * step
        self.inner, self.outer = surface + look * inward, surface - look * inward


class TissueMap:
    """The scan around a place as 0 (air) to 1 (tissue), smoothed, on a grid of about GRID_MM."""

    def __init__(self, hu: np.ndarray, spacing: tuple[float, float, float], low: np.ndarray, high: np.ndarray) -> None:
        """Resample a part of a scan.

        Args:
            hu: The whole scan, (i, j, k).
            spacing: Voxel spacing along each axis, in mm.
            low: (3,) the part's corner nearest to the scan's first voxel, in mm from there.
            high: (3,) the opposite corner.
        """
        step = np.asarray(spacing, dtype=float)
        box = clipped_box(low / step, high / step, hu.shape)
        self._first = np.array([side.start for side in box]) * step
        stride = np.maximum(1, np.floor(GRID_MM / step)).astype(int)
        values = (np.clip(hu[box].astype(np.float32), _AIR_HU, _SOFT_HU) - _AIR_HU) / (_SOFT_HU - _AIR_HU)
        values = gaussian_filter(values, np.minimum(stride, GRID_MM / step) / 2)
        self._values = values[tuple(slice(None, None, int(n)) for n in stride)]
        self._step = step * stride

    def at(self, points: np.ndarray) -> np.ndarray:
        """Values at points (n, 3), the nearest voxel's; what lies outside counts as its nearest place inside."""
        index = np.rint((points - self._first) / self._step).astype(np.intp)
        return self._values[tuple(np.clip(index, 0, np.array(self._values.shape) - 1).T)]

    def score(self, surface: Surface, offset: np.ndarray, every: int = 1) -> float:
        """Mean of tissue inside minus outside, with the surface moved by `offset`, (3,) mm."""
        return float(np.mean(self.at(surface.inner[::every] + offset) - self.at(surface.outer[::every] + offset)))


def tissue_map_around(hu: np.ndarray, surfaces: list[Surface], spacing: tuple[float, float, float]) -> TissueMap:
    """The part of a scan that `fit` needs."""
    points = np.concatenate([part for surface in surfaces for part in (surface.inner, surface.outer)])
    return TissueMap(hu, spacing, points.min(axis=0) - REACH_MM - 5, points.max(axis=0) + REACH_MM + 5)


def fit(hu: np.ndarray, mask: np.ndarray, spacing: tuple[float, float, float], sign: float = 1.0) -> Fit | None:
    """How well a label fits where it is and where it would fit best.

    Args:
        hu: The whole scan, (i, j, k).
        mask: Boolean, of the same shape.
        spacing: Voxel spacing along each axis, in mm.
        sign: -1 for an organ of air in tissue.

    Returns:
        None where the label's surface lies wholly on the scan's border.
    """
    surface = Surface(mask, spacing)
    if not len(surface.inner):
        return None
    tissue = tissue_map_around(hu, [surface], spacing)

    def at(offset: np.ndarray, every: int = 1) -> float:
        return sign * tissue.score(surface, offset, every)

    shifts = np.arange(-REACH_MM, REACH_MM + 1, STEP_MM)
    grid = [np.array(offset) for offset in itertools.product(shifts, repeat=3) if np.linalg.norm(offset) <= REACH_MM]
    rough = np.array([at(offset, every=4) for offset in grid])
    starts = [np.zeros(3), *(grid[index] for index in np.argsort(-rough)[:20])]
    peaks = [_climb(at, start) for start in starts]
    best = max(score for score, _ in peaks)
    nearest = min((offset for score, offset in peaks if score >= best - AS_GOOD), key=np.linalg.norm)
    return Fit(at(np.zeros(3)), best, triple(nearest))


def _climb(score: Callable[[np.ndarray], float], offset: np.ndarray) -> tuple[float, np.ndarray]:
    """The highest score near an offset, and where it is."""
    step = STEP_MM / 2
    best = score(offset)
    while step > 0.6:
        ring = [offset + step * np.array(way) for way in itertools.product((-1, 0, 1), repeat=3) if any(way)]
        scores = [score(each) for each in ring]
        if max(scores) > best:
            offset, best = ring[int(np.argmax(scores))], max(scores)
        else:
            step /= 2
    return best, offset
