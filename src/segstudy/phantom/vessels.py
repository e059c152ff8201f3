"""Vessels that carry no label: great arteries and veins of the chest, and the lungs' branches."""

import numpy as np

from segstudy.phantom.anatomy import Anatomy
from segstudy.phantom.grid import Grid
from segstudy.phantom.shapes import Coordinates, Point, tube

_ARTERIES: list[tuple[list[Point], list[float]]] = [
    ([(-14, 40, -38), (-24, 37, -14), (-25, 20, 4), (-20, 8, 10)], [13, 14, 14, 12]),  # pulmonary trunk
    ([(-20, 8, 8), (-38, -4, 11), (-52, -14, 2)], [11, 10, 8]),  # left pulmonary artery
    ([(-20, 10, 6), (4, 10, -3), (28, 5, -6), (46, -2, -12)], [11, 10, 9.5, 8]),  # right pulmonary artery
    ([(4, 25, 40), (12, 20, 60), (18, 14, 130)], [7, 6.5, 6]),  # brachiocephalic artery
    ([(-14, 14, 42), (-16, 10, 62), (-20, 6, 130)], [5, 4.5, 4.5]),  # left carotid artery
    ([(-27, -4, 42), (-28, -10, 64), (-30, -16, 130)], [6, 5.5, 5.5]),  # left subclavian artery
]
_VEINS: list[tuple[list[Point], list[float]]] = [
    ([(26, 22, 130), (30, 20, 60), (33, 18, 20), (30, 16, -30)], [9, 9.5, 10, 11]),  # superior vena cava
    ([(30, 26, 48), (4, 42, 52), (-24, 34, 62), (-34, 24, 130)], [7, 6, 6.5, 7]),  # left brachiocephalic vein
    ([(24, 2, -80), (26, -4, -110), (24, -10, -170)], [13, 12, 12]),  # inferior vena cava
    ([(14, -44, -170), (12, -43, -40), (14, -42, 4), (26, -22, 14), (32, 8, 16)], [4, 4.2, 4.5, 4.5, 4.5]),  # azygos
]
_HILA = ((44.0, -8.0, -14.0), (-48.0, -13.0, -8.0))
_BRANCHES = 48
_STEPS = 40


def make_arteries(anatomy: Anatomy, at: Coordinates) -> np.ndarray:
    """Signed distance to the unlabeled great arteries, mm."""
    return _tubes(anatomy, at, _ARTERIES)


def make_veins(anatomy: Anatomy, at: Coordinates) -> np.ndarray:
    """Signed distance to the great veins, mm."""
    return _tubes(anatomy, at, _VEINS)


def _tubes(anatomy: Anatomy, at: Coordinates, tubes: list[tuple[list[Point], list[float]]]) -> np.ndarray:
    scale = anatomy.vessel_scale
    return np.minimum.reduce([tube(at, points, [radius * scale for radius in radii]) for points, radii in tubes])


def draw_lung_vessels(anatomy: Anatomy, grid: Grid, rng: np.random.Generator) -> np.ndarray:
    """Share of each voxel that is vessel, 0 to 1: branches from both hila out into the lungs.

    Branches are thinner than voxels, so their volume is spread over the voxels about them instead of
    being measured by distance.
    """
    pieces = [_tree(np.array(hilum), side, rng) for hilum, side in zip(_HILA, (1, -1), strict=True)]
    points, volumes = (np.concatenate(parts) for parts in zip(*pieces, strict=True))
    moved = anatomy.scanner(points) @ np.linalg.inv(grid.affine[:3, :3]).T
    moved += (np.array(grid.shape) - 1) / 2
    share = np.zeros(grid.shape)
    low = np.floor(moved).astype(int)
    part = moved - low
    voxel = abs(np.linalg.det(grid.affine[:3, :3]))
    for corner in np.ndindex(2, 2, 2):
        place = low + corner
        weight = np.prod(np.where(corner, part, 1 - part), axis=1) * volumes / voxel
        inside = np.all((place >= 0) & (place < grid.shape), axis=1)
        np.add.at(share, tuple(place[inside].T), weight[inside])
    return np.minimum(share, 1).astype(np.float32)


def _tree(hilum: np.ndarray, side: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Points (n, 3) along one lung's branches and the volume of vessel at each (n,), mm and mm³."""
    ends = np.array([side * 84.0, -18.0, -32.0]) + rng.normal(size=(_BRANCHES, 3)) * (24, 44, 50)
    points: list[np.ndarray] = []
    volumes: list[np.ndarray] = []
    t = np.linspace(0, 1, _STEPS)[:, None]
    for end in ends:
        bow = rng.normal(0, 9, size=3)
        path = hilum + (end - hilum) * t + bow * np.sin(np.pi * t) + rng.normal(0, 2, size=3) * np.sin(3 * np.pi * t)
        _append(points, volumes, path, 3.8, 1.2)
        for start in rng.choice(np.arange(10, _STEPS - 6), size=3, replace=False):
            twig = (end - hilum) * 0.35 + rng.normal(0, 16, size=3)
            _append(points, volumes, path[start] + twig * t, 2.6 * (1 - start / _STEPS) + 0.5, 0.6)
    return np.concatenate(points), np.concatenate(volumes)


def _append(points: list[np.ndarray], volumes: list[np.ndarray], path: np.ndarray, first: float, last: float) -> None:
    radii = np.linspace(first, last, len(path))
    length = np.linalg.norm(path[-1] - path[0]) / len(path)
    points.append(path)
    volumes.append(np.pi * radii**2 * length)
