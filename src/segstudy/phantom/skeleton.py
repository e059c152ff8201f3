"""Bones: spine with its canal, ribs with their cartilage, sternum, shoulder blades."""

from dataclasses import dataclass

import numpy as np

from segstudy.phantom.anatomy import Anatomy
from segstudy.phantom.shapes import Coordinates, bend, ellipsoid, outline, smooth_union, tube

_VERTEBRA_MM = 24.0
_RIB_MM = 26.0


@dataclass(frozen=True)
class Spine:
    """Signed distances, mm: bodies and discs as one column, discs alone, arches and processes, canal."""

    column: np.ndarray
    discs: np.ndarray
    arches: np.ndarray
    canal: np.ndarray

    @property
    def whole(self) -> np.ndarray:
        """The whole spine."""
        return np.minimum(self.column, self.arches)


@dataclass(frozen=True)
class Cage:
    """Signed distances, mm: bony ribs, cartilage at their front ends, sternum, shoulder blades."""

    ribs: np.ndarray
    cartilage: np.ndarray
    sternum: np.ndarray
    blades: np.ndarray


def make_spine(anatomy: Anatomy, at: Coordinates) -> Spine:
    """The patient's spine at positions `at` of the standard chest."""
    x, y, z = at
    phase = (z + np.float32(anatomy.rib_phase_mm)) % np.float32(_VERTEBRA_MM) - np.float32(_VERTEBRA_MM / 2)
    # Bodies are waisted between their discs, which lie at phase 0.
    waist = 1.5 * np.cos(phase * (2 * np.pi / _VERTEBRA_MM))
    column = outline(x, y + 61, np.float32(18), np.float32(16), 2.3) - waist
    discs = np.maximum(column, np.abs(phase) - np.float32(2.6))
    canal = ellipsoid((x, y + 84, z * 0), (0, 0, 0), (10.5, 8.5, 1e3))
    lamina = np.abs(canal - 4) - np.float32(3.2)
    spinous = np.maximum(np.abs(x) - 3.5, np.abs(y + 104) - 12 + np.abs(phase - 3) * 0.4)
    transverse = np.maximum.reduce([np.abs(x) - 36, np.abs(y + 84 + np.abs(x) * 0.22) - 5, np.abs(phase) - 7])
    arches = np.maximum(smooth_union([lamina, spinous, transverse], 4), -canal)
    return Spine(column=column.astype(np.float32), discs=discs, arches=arches, canal=canal)


def make_cage(anatomy: Anatomy, at: Coordinates, cavity: np.ndarray) -> Cage:
    """The patient's ribs, sternum and shoulder blades, about the given chest cavity."""
    x, y, z = at
    shell = cavity - np.float32(5)
    # From spine (0) to sternum (1): ribs fall on their way to the front.
    forward = (np.arctan2(y + 10, np.abs(x) * 0.8) / np.pi + 0.5).astype(np.float32)
    fall = bend(forward, [0, 0.5, 0.8, 1], [0, 70, 112, 96])
    phase = (z + fall + np.float32(anatomy.rib_phase_mm)) % np.float32(_RIB_MM) - np.float32(_RIB_MM / 2)
    ribs = np.sqrt((shell / np.float32(0.7)) ** 2 + phase**2) - np.float32(5.5)
    front = np.maximum(np.abs(x) - 64, 20 - y)
    ribs = np.maximum(ribs, 14 - np.abs(x))
    line = bend(z, [-80, -20, 50], [80, 75, 57])
    plate = np.maximum(
        np.abs(x) - bend(z, [-90, -75, 20, 30, 50, 58], [4, 17, 17, 26, 30, 14]),
        np.abs(y - line) - np.float32(5.5),
    )
    sternum = np.maximum.reduce([plate, -88 - z, z - 58])
    return Cage(
        ribs=np.maximum(ribs, -front),
        cartilage=np.maximum(ribs, front),
        sternum=sternum,
        blades=_blades(at, cavity),
    )


def _blades(at: Coordinates, cavity: np.ndarray) -> np.ndarray:
    x, y, z = at
    side = np.abs(x)
    sheet = np.abs(cavity - 19) - np.float32(2.2)
    inner = 62 - side + (z + 40) * 0.1
    lower = -52 - z + side * 0.15
    plate = np.maximum.reduce([sheet, inner, y + 30, lower])
    border = tube((side, y, z), [(118, -66, -55), (135, -45, 10), (140, -32, 60), (138, -20, 110)], [4, 6, 8, 10])
    spine = tube((side, y, z), [(85, -98, 25), (120, -84, 50), (140, -60, 80)], [4, 5, 6])
    return np.minimum.reduce([plate, border, spine])
