"""Whether a label would fit the scan better somewhere else.

Where an organ meets air its label's surface must lie on the border that the scan shows. Rigid fitting of a
shape to image edges along its normals, after Cootes et al. 1995 (Active shape models), with shifts alone.
"""

import itertools
from dataclasses import dataclass

import edt
import numpy as np
from scipy.ndimage import gaussian_filter

from segstudy.box import around, bounding_box

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

    Counted negative where air and tissue are on the wrong sides. offset_mm: (3,) along the array's axes, from
    the label to the best place; among equally good places the nearest.
    """

    score: float
    best: float
    offset_mm: tuple[float, float, float]

    @property
    def distance_mm(self) -> float:
        """How far away the best place is."""
        return float(np.linalg.norm(self.offset_mm))


class Surface:
    """Points a little inside and outside a mask's surface, in mm from the array's first voxel."""

    def __init__(self, mask: np.ndarray, spacing: tuple[float, float, float]) -> None:
        """mask: boolean, (i, j, k), not empty."""
        step = np.asarray(spacing, dtype=float)
        box = bounding_box(mask)
        low, high = (np.array([getattr(side, end) for side in box]) for end in ("start", "stop"))
        look = max(LOOK_MM, step.max())
        margin = np.ceil(2 * look / step) + 2
        first = np.maximum(0, low - margin).astype(int)
        here = np.pad(mask[tuple(slice(a, int(b)) for a, b in zip(first, high + margin, strict=True))], 1)
        size = tuple(float(x) for x in step)
        field = edt.edt(np.ascontiguousarray(here), anisotropy=size)
        edge = np.argwhere(here & (field <= step.max() + 1e-3) & (field > 0))
        # a volume's border is no border of the organ
        at = edge + first - 1
        within = ((at > 0) & (at < np.array(mask.shape) - 1)).all(axis=1)
        edge = edge[within]
        edge = edge[np.random.default_rng(0).permutation(len(edge))[:POINTS]]
        field = gaussian_filter(field - edt.edt(np.ascontiguousarray(~here), anisotropy=size), look / 2 / step)
        slope = np.stack([x[tuple(edge.T)] for x in np.gradient(field, *size)], axis=1)
        inward = slope / np.maximum(np.linalg.norm(slope, axis=1, keepdims=True), 1e-9)
        middle = (edge + first - 1) * step
        self.inner, self.outer = middle + look * inward, middle - look * inward


class Scene:
    """The scan around a place as 0 (air) to 1 (tissue), smoothed, on a grid of about GRID_MM."""

    def __init__(self, hu: np.ndarray, spacing: tuple[float, float, float], low: np.ndarray, high: np.ndarray) -> None:
        """hu: whole scan, (i, j, k). low, high: (3,) corners in mm from its first voxel."""
        step = np.asarray(spacing, dtype=float)
        box = around(low / step, high / step, hu.shape)
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


def scene_around(hu: np.ndarray, surfaces: list[Surface], spacing: tuple[float, float, float]) -> Scene:
    """The part of a scan that `fit` needs."""
    points = np.concatenate([part for surface in surfaces for part in (surface.inner, surface.outer)])
    return Scene(hu, spacing, points.min(axis=0) - REACH_MM - 5, points.max(axis=0) + REACH_MM + 5)


def fit(hu: np.ndarray, mask: np.ndarray, spacing: tuple[float, float, float], sign: float = 1.0) -> Fit | None:
    """How well a label fits where it is and where it would fit best.

    hu: the scan, mask: boolean, both whole and (i, j, k). sign: -1 for an organ of air in tissue.
    None where the label's surface lies wholly on the scan's border.
    """
    surface = Surface(mask, spacing)
    if not len(surface.inner):
        return None
    scene = scene_around(hu, [surface], spacing)

    def at(offset: np.ndarray, every: int = 1) -> float:
        return sign * scene.score(surface, offset, every)

    ways = np.arange(-REACH_MM, REACH_MM + 1, STEP_MM)
    tried = [np.array(offset) for offset in itertools.product(ways, repeat=3) if np.linalg.norm(offset) <= REACH_MM]
    rough = np.array([at(offset, every=4) for offset in tried])
    places = [np.zeros(3), *(tried[index] for index in np.argsort(-rough)[:20])]
    found = []
    for place in places:
        step = STEP_MM / 2
        here = at(place)
        while step > 0.6:
            ring = [place + step * np.array(way) for way in itertools.product((-1, 0, 1), repeat=3) if any(way)]
            scores = [at(offset) for offset in ring]
            if max(scores) > here:
                place, here = ring[int(np.argmax(scores))], max(scores)
            else:
                step /= 2
        found.append((here, place))
    best = max(score for score, _ in found)
    nearest = min((place for score, place in found if score >= best - AS_GOOD), key=np.linalg.norm)
    return Fit(at(np.zeros(3)), best, tuple(float(x) for x in nearest))
