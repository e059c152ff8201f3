"""The heart: four chambers, their walls and blood."""

from dataclasses import dataclass

import numpy as np

from segstudy.phantom.anatomy import Anatomy
from segstudy.phantom.shapes import Coordinates, combined, ellipsoid, smooth_union

_MIDDLE = (-16.0, 17.0, -57.0)
# The long axis points to the apex: left, to the front and down.
_LONG = np.array([-0.74, 0.54, -0.40]) / np.linalg.norm([-0.74, 0.54, -0.40])
_ACROSS = np.cross([0.0, 0.0, 1.0], _LONG) / np.linalg.norm(np.cross([0.0, 0.0, 1.0], _LONG))
_AXES = np.stack([_LONG, _ACROSS, np.cross(_LONG, _ACROSS)])


@dataclass(frozen=True)
class _Chamber:
    center: tuple[float, float, float]
    radii: tuple[float, float, float]
    wall_mm: float
    oriented: bool


_CHAMBERS = (
    _Chamber((-21, 3, -8), (45, 29, 31), 10, True),  # left ventricle
    _Chamber((-1, 23, -12), (42, 25, 33), 4, True),  # right ventricle
    _Chamber((33, 10, -2), (23, 29, 35), 3, False),  # right atrium
    _Chamber((3, -17, 17), (33, 20, 23), 3, False),  # left atrium
)


@dataclass(frozen=True)
class Heart:
    """Signed distances, mm.

    Attributes:
        whole: To the heart with its pericardium.
        muscle: To its muscle.
        blood: To the blood in its chambers.
    """

    whole: np.ndarray
    muscle: np.ndarray
    blood: np.ndarray


def make_heart(anatomy: Anatomy, at: Coordinates, fat_mm: float = 0.0) -> Heart:
    """The patient's heart.

    Args:
        anatomy: The patient's.
        at: Positions in the standard chest, mm.
        fat_mm: Thickness of the fat about its muscle.
    """
    scale = np.float32(anatomy.heart_scale)
    middle = np.asarray(_MIDDLE) + anatomy.heart_shift_mm
    offsets = [(axis - np.float32(m)) / scale for axis, m in zip(at, middle, strict=True)]
    x, y, z = (combined(row, offsets) for row in anatomy.heart_rotation)
    chambers = [ellipsoid((x, y, z), c.center, c.radii, _AXES if c.oriented else None) for c in _CHAMBERS]
    pools = [solid + np.float32(c.wall_mm) for solid, c in zip(chambers, _CHAMBERS, strict=True)]
    # The left ventricle's thick wall stands before the blood of the other chambers.
    pools[1:] = [np.maximum(pool, -chambers[0]) for pool in pools[1:]]
    muscle = smooth_union(chambers, 9) * scale
    whole = muscle - np.float32(fat_mm) if fat_mm else muscle
    return Heart(whole=whole, muscle=muscle, blood=np.minimum.reduce(pools) * scale)
