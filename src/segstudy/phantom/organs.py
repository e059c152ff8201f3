"""The four labeled organs: signed distances, and the correct label map."""

from dataclasses import dataclass

import numpy as np

from segstudy.phantom.anatomy import Anatomy
from segstudy.phantom.heart import Heart, make_heart
from segstudy.phantom.names import LABELS
from segstudy.phantom.shapes import Coordinates, Point, tube

_ASCENDING: list[Point] = [(5, 26, -26), (13, 31, -4), (17, 30, 14), (12, 28, 29), (-2, 24, 38)]
_ARCH: list[Point] = [(-16, 13, 41), (-26, -3, 40), (-32, -20, 34), (-34, -34, 20)]
_DESCENDING: list[Point] = [(-33, -42, 2), (-30, -45, -25), (-26, -47, -60), (-20, -48, -95), (-12, -48, -170)]
_AORTA_RADII = [14.5, 16, 16, 15.5, 14.5, 13.5, 13, 12.5, 12.5, 12.5, 12, 12, 11.5, 11.5]

_WINDPIPE: list[Point] = [(1, 4, 130), (1, -1, 60), (2, -5, 25), (2, -8, -1)]
_RIGHT_BRONCHUS: list[Point] = [(3, -8, 1), (20, -12, -16), (36, -17, -29)]
_LEFT_BRONCHUS: list[Point] = [(1, -8, 1), (-22, -15, -18), (-43, -20, -29)]

_ESOPHAGUS: list[Point] = [
    (-5, -20, 130), (-6, -22, 50), (-7, -25, 20), (-6, -28, -8), (-2, -33, -40),
    (-3, -30, -80), (-12, -22, -108), (-24, -8, -140),
]  # fmt: skip
_ESOPHAGUS_RADII = [6.6, 6.6, 6.4, 6.6, 6.4, 6.8, 7.2, 7.5]
_ESOPHAGUS_WIDENING = 1.45


@dataclass(frozen=True)
class Organs:
    """Signed distances to the labeled organs, mm, and the heart's inside."""

    esophagus: np.ndarray
    heart: Heart
    trachea: np.ndarray
    aorta: np.ndarray

    def labels(self) -> np.ndarray:
        """The correct label map, uint8: each organ where its distance is below 0."""
        labels = np.zeros(self.aorta.shape, np.uint8)
        labels[self.heart.whole < 0] = LABELS["heart"]
        labels[self.esophagus < 0] = LABELS["esophagus"]
        labels[self.aorta < 0] = LABELS["aorta"]
        labels[self.trachea < 0] = LABELS["trachea"]
        return labels


def make_organs(anatomy: Anatomy, at: Coordinates, heart_fat_mm: float = 0.0) -> Organs:
    """The patient's organs at positions `at` of the standard chest; the heart with so much fat about it."""
    aorta = [radius * anatomy.vessel_scale for radius in _AORTA_RADII]
    shifts = [0, *anatomy.esophagus_shift_mm, 0, 0]
    esophagus = [(x + shift, y, z) for (x, y, z), shift in zip(_ESOPHAGUS, shifts, strict=True)]
    return Organs(
        esophagus=tube(at, esophagus, _ESOPHAGUS_RADII, _ESOPHAGUS_WIDENING),
        heart=make_heart(anatomy, at, heart_fat_mm),
        trachea=_airways(anatomy, at),
        aorta=tube(at, [*_ASCENDING, *_ARCH, *_DESCENDING], aorta),
    )


def _airways(anatomy: Anatomy, at: Coordinates) -> np.ndarray:
    """Signed distance to the lumen of the trachea and both main bronchi, mm."""
    scale = anatomy.airway_scale
    return np.minimum.reduce(
        [
            tube(at, _WINDPIPE, [10 * scale, 10 * scale, 10 * scale, 9.5 * scale], widening=1.08),
            tube(at, _RIGHT_BRONCHUS, [8 * scale, 7.5 * scale, 6.5 * scale]),
            tube(at, _LEFT_BRONCHUS, [7.5 * scale, 7 * scale, 6.2 * scale]),
        ]
    )
