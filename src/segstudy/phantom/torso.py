"""What holds the organs: skin, fat, muscle, rib cage, lungs, diaphragm and mediastinum."""

from dataclasses import dataclass

import numpy as np

from segstudy.phantom.anatomy import HALF_WIDTH, Anatomy
from segstudy.phantom.organs import Organs
from segstudy.phantom.shapes import Coordinates, bend, ellipsoid, outline, smooth_union


@dataclass(frozen=True)
class Torso:
    """Signed distances, mm.

    Attributes:
        skin: The body's surface.
        muscle: What lies under the fat.
        cavity: The inside of the ribs.
        lungs: Both lungs.
        belly: The part of the cavity under the diaphragm.
    """

    skin: np.ndarray
    muscle: np.ndarray
    cavity: np.ndarray
    lungs: np.ndarray
    belly: np.ndarray


def make_torso(anatomy: Anatomy, at: Coordinates, organs: Organs, spine: np.ndarray) -> Torso:
    """The patient's torso at positions `at` of the standard chest, about the given organs and spine."""
    cavity = _cavity(at)
    skin = _skin(anatomy, at)
    # Thin over the lower ribs, thick at the shoulders and beside the spine.
    reach = bend(at[2], [-70, 0, 45], [15, 24, 60]) + 30 * np.exp(-(((np.abs(at[0]) - 26) / 30) ** 2)) * (at[1] < 0)
    muscle = np.maximum(_skin(anatomy, at, inner=True), cavity - reach)
    belly = at[2] - _diaphragm(anatomy, at)
    mediastinum = _mediastinum(at, organs, spine)
    lungs = np.maximum.reduce([cavity, -belly, -mediastinum])
    return Torso(skin=skin, muscle=muscle, cavity=cavity, lungs=lungs, belly=np.maximum(cavity, belly))


def _skin(anatomy: Anatomy, at: Coordinates, inner: bool = False) -> np.ndarray:
    x, y, z = at
    off = anatomy.fat_mm if inner else 0
    shoulders = bend(z, [-130, -20, 30, 70, 110], [0, -3, 2, 6, 8])
    width = HALF_WIDTH + shoulders - 1.15 * off
    front = bend(z, [-130, -60, 20, 70], [104, 104, 98, 84]) - off
    depth = np.where(y > 0, front, np.float32(119 - 0.7 * off))
    body = outline(x, y, width, depth, 2.5)
    if anatomy.breasts_mm and not inner:
        high = anatomy.breasts_mm
        bumps = [ellipsoid(at, (side * 72.0, 78.0, -48.0), (58.0, 22.0 + high, 46.0)) for side in (-1, 1)]
        body = smooth_union([body, *bumps], 18)
    return body


def _cavity(at: Coordinates) -> np.ndarray:
    x, y, z = at
    width = bend(z, [-130, -50, -10, 25, 55, 80, 100, 112], [132, 130, 124, 113, 98, 80, 56, 25])
    front = bend(z, [-130, -60, 0, 40, 70, 100, 112], [74, 75, 67, 55, 42, 24, 5])
    back = bend(z, [-130, -50, 20, 60, 85, 112], [-94, -94, -90, -82, -72, -40])
    return outline(x, y - (front + back) / 2, width, (front - back) / 2, 2.4)


def _diaphragm(anatomy: Anatomy, at: Coordinates) -> np.ndarray:
    x, y, _ = at
    right = -84 - 44 * (((x - 66) / 60) ** 2 + ((y + 6) / 76) ** 2)
    left = -95 - 44 * (((x + 72) / 58) ** 2 + ((y + 6) / 76) ** 2)
    middle = -107 - 34 * (((x + 12) / 60) ** 2 + ((y - 18) / 55) ** 2)
    height = -smooth_union([-right, -left, -middle], 10)
    return (height + np.float32(anatomy.diaphragm_mm)).astype(np.float32)


def _mediastinum(at: Coordinates, organs: Organs, spine: np.ndarray) -> np.ndarray:
    x, y, z = at
    width = bend(z, [-60, -20, 15, 50, 90], [24, 30, 36, 38, 36])
    core = outline(x + 2, y + 2, width, bend(z, [-60, 0], [44, 50]), 2)
    septum = np.maximum(np.abs(x + 3) - bend(z, [-60, 0, 50], [7, 9, 24]), -y - 20)
    hila = np.minimum(
        ellipsoid(at, (38.0, -6.0, -16.0), (20.0, 15.0, 24.0)),
        ellipsoid(at, (-42.0, -10.0, -10.0), (17.0, 15.0, 24.0)),
    )
    return smooth_union(
        [core, septum, hila, organs.heart.whole - 4, organs.aorta - 3, organs.esophagus - 3, spine - 5], 8
    )
