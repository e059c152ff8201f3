"""What differs between patients in shape and place, and the patient's own coordinates.

All solids are drawn in one standard chest, in mm: x to the right, y to the front, z to the head, the carina
at the origin. A patient is that chest scaled, gently warped, rolled and shifted on the table.
"""

from dataclasses import dataclass

import numpy as np

from segstudy.phantom.shapes import Coordinates

LOWEST, HIGHEST = -130.0, 64.0
"""Where a scan starts and ends, mm from the carina of the standard chest."""

HALF_WIDTH = 160.0
"""Half the width of the standard chest with its skin, mm."""


@dataclass(frozen=True)
class Anatomy:
    """One patient's chest.

    Attributes:
        scale: (3,) standard chest to this one.
        shift_mm: (3,) where the standard chest's middle lies from the scan's middle.
        roll: Angle by which the patient lies turned about the long axis, radians.
        waves: (modes, 3) wave vectors of the warp, radians per mm.
        phases: (modes,) of these waves, radians.
        sway_mm: (modes, 3) their amplitudes.
        heart_scale: Of the heart in the chest.
        heart_rotation: (3, 3) of the heart about its middle.
        heart_shift_mm: (3,) of the heart in the chest.
        esophagus_shift_mm: (5,) sideways shift of the esophagus at its five upper points.
        vessel_scale: Of the great vessels' radii.
        airway_scale: Of the airways' radii.
        fat_mm: Thickness of the fat under the skin.
        breasts_mm: Height of the breasts, 0 for a flat chest.
        rib_phase_mm: Where the ribs lie along the body.
        diaphragm_mm: How much higher the diaphragm stands.
    """

    scale: np.ndarray
    shift_mm: np.ndarray
    roll: float
    waves: np.ndarray
    phases: np.ndarray
    sway_mm: np.ndarray
    heart_scale: float
    heart_rotation: np.ndarray
    heart_shift_mm: np.ndarray
    esophagus_shift_mm: np.ndarray
    vessel_scale: float
    airway_scale: float
    fat_mm: float
    breasts_mm: float
    rib_phase_mm: float
    diaphragm_mm: float

    @property
    def field_mm(self) -> float:
        """Width of the scan that just shows the whole chest."""
        return 2 * HALF_WIDTH * float(self.scale[0])

    @property
    def length_mm(self) -> float:
        """Length of the scan from under the heart to over the arch of the aorta."""
        return (HIGHEST - LOWEST) * float(self.scale[2])

    def standard(self, at: Coordinates) -> Coordinates:
        """Positions in the standard chest of positions relative to the scan's middle, mm (float32)."""
        x, y, z = (axis - np.float32(shift) for axis, shift in zip(at, self.shift_mm, strict=True))
        cosine, sine = np.float32(np.cos(self.roll)), np.float32(np.sin(self.roll))
        x, y = cosine * x + sine * y, cosine * y - sine * x
        place = [x / np.float32(self.scale[0]), y / np.float32(self.scale[1]), z / np.float32(self.scale[2])]
        place[2] += np.float32((LOWEST + HIGHEST) / 2)
        moved = [axis.copy() for axis in place]
        for wave, phase, sway in zip(self.waves, self.phases, self.sway_mm, strict=True):
            swing = np.sin(sum(np.float32(w) * axis for w, axis in zip(wave, place, strict=True)) + np.float32(phase))
            for axis, amplitude in zip(moved, sway, strict=True):
                axis += np.float32(amplitude) * swing
        return moved[0], moved[1], moved[2]

    def scanner(self, points: np.ndarray) -> np.ndarray:
        """Positions relative to the scan's middle of positions (n, 3) in the standard chest, the warp left out."""
        x, y, z = ((points - (0, 0, (LOWEST + HIGHEST) / 2)) * self.scale).T
        cosine, sine = np.cos(self.roll), np.sin(self.roll)
        return np.stack([cosine * x - sine * y, sine * x + cosine * y, z], axis=1) + self.shift_mm


def draw_anatomy(rng: np.random.Generator) -> Anatomy:
    """A patient's chest, drawn from `rng`."""
    size = rng.uniform(0.94, 1.07)
    directions = rng.normal(size=(5, 3))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    return Anatomy(
        scale=size * rng.uniform((0.98, 0.96, 0.96), (1.02, 1.04, 1.04)),
        shift_mm=rng.uniform((-18, -24, -3), (18, 44, 3)),
        roll=np.deg2rad(rng.uniform(-5, 5)),
        waves=directions * (2 * np.pi / rng.uniform(90, 180, size=(5, 1))),
        phases=rng.uniform(0, 2 * np.pi, size=5),
        sway_mm=rng.normal(0, 1.1, size=(5, 3)),
        heart_scale=rng.uniform(0.92, 1.06),
        heart_rotation=_rotation(np.deg2rad(rng.uniform((-10, -6), (10, 6)))),
        heart_shift_mm=rng.uniform((-4, -1, -4), (4, 4, 4)),
        esophagus_shift_mm=rng.normal(0, 1.5, size=5),
        vessel_scale=rng.uniform(0.9, 1.1),
        airway_scale=rng.uniform(0.92, 1.1),
        fat_mm=rng.uniform(7, 20),
        breasts_mm=rng.uniform(12, 34) if rng.random() < 0.45 else 0.0,
        rib_phase_mm=rng.uniform(0, 26),
        diaphragm_mm=rng.uniform(-8, 5),
    )


def _rotation(angles: np.ndarray) -> np.ndarray:
    about_z, about_x = angles
    c, s = np.cos(about_z), np.sin(about_z)
    flat = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])
    c, s = np.cos(about_x), np.sin(about_x)
    return np.array([[1, 0, 0], [0, c, -s], [0, s, c]]) @ flat
