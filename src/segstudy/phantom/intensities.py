"""Hounsfield units of one patient: tissues blended at their borders, noise, metal."""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter

METAL_HU = 31743
"""The brightest voxel of a patient with metal, the largest value in SegTHOR."""

AIR_HU = -1000
LOWEST_HU = -1024


@dataclass(frozen=True)
class Tissues:
    """Hounsfield units of one patient's tissues."""

    fat: float
    muscle: float
    lung: float
    mediastinum: float
    esophagus: float
    blood: float
    venous: float
    myocardium: float
    liver: float
    airway: float
    marrow: float
    cortex: float


def draw_tissues(rng: np.random.Generator) -> Tissues:
    """Tissues of a patient, with contrast medium in the blood of every second one."""
    mediastinum = rng.uniform(18, 28)
    plain = rng.uniform(40, 55)
    contrast = rng.uniform(120, 240)
    medium = rng.random() < 0.5
    return Tissues(
        fat=rng.uniform(-110, -90),
        muscle=rng.uniform(45, 58),
        lung=rng.uniform(-885, -815),
        mediastinum=mediastinum,
        esophagus=mediastinum + rng.uniform(10, 15),
        blood=contrast if medium else plain,
        venous=contrast * rng.uniform(0.7, 1.1) if medium else plain,
        myocardium=rng.uniform(85, 110) if medium else plain + rng.uniform(2, 8),
        liver=rng.uniform(90, 115) if medium else rng.uniform(55, 65),
        airway=rng.uniform(-990, -965),
        marrow=rng.uniform(130, 220),
        cortex=rng.uniform(520, 760),
    )


def paint(hu: np.ndarray, distance: np.ndarray, value: float | np.ndarray, border_mm: float) -> None:
    """Lay `value` over `hu` in place where `distance` is negative, blended over `border_mm` at the surface."""
    share = np.clip(np.float32(0.5) - distance / np.float32(border_mm), 0, 1)
    hu += share * (value - hu)


def draw_texture(shape: tuple[int, ...], size: float, rng: np.random.Generator) -> np.ndarray:
    """Smooth random field of standard deviation 1, float32; `size`: its blobs' radius in voxels."""
    field = gaussian_filter(rng.standard_normal(shape, dtype=np.float32), (size, size, size / 1.5))
    return field / field.std()


def add_metal(hu: np.ndarray, bone: np.ndarray, rng: np.random.Generator) -> None:
    """Put a metal implant into a bone: a few voxels far above any tissue, the brightest at METAL_HU.

    Args:
        hu: Integer Hounsfield units, changed in place.
        bone: Voxels (n, 3) to choose the place from.
        rng: Random numbers.
    """
    i, j, k = bone[rng.integers(len(bone))]
    for di, dj, dk in ((1, 0, 0), (0, 1, 0), (0, 0, 1), (-1, 0, 0), (0, 0, 0)):
        place = tuple(np.clip((i + di, j + dj, k + dk), 0, np.array(hu.shape) - 1))
        hu[place] = rng.integers(3000, 16000)
    hu[i, j, k] = METAL_HU
