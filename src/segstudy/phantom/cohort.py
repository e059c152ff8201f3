"""The phantom's public face: one patient's scan and label maps."""

from dataclasses import dataclass

import numpy as np

from segstudy.config.sections.phantom import PhantomSettings
from segstudy.phantom.anatomy import draw_anatomy
from segstudy.phantom.displacement import displace, hidden_matrix
from segstudy.phantom.grid import draw_grid
from segstudy.phantom.intensities import LOWEST_HU, add_metal, draw_tissues
from segstudy.phantom.names import DISPLACED_ORGAN, LABELS, case_names
from segstudy.phantom.organs import make_organs
from segstudy.phantom.scan import make_scan
from segstudy.running.errors import StudyError
from segstudy.volumes.volume import Volume


@dataclass(frozen=True)
class PhantomCase:
    """One made-up patient.

    Attributes:
        image: int16 Hounsfield units.
        label: uint8, the original label map: the heart displaced where the settings say so.
        truth: uint8, the correct label map.
    """

    image: Volume
    label: Volume
    truth: Volume


def make_case(settings: PhantomSettings, seed: int, case: str) -> PhantomCase:
    """One patient; depends on nothing but the three arguments, and not on the cohort's size.

    Args:
        settings: Of the cohort.
        seed: The study's.
        case: The patient's name.

    Raises:
        StudyError: For a case that is not of the cohort.
    """
    names = case_names(settings)
    if case not in names:
        raise StudyError(f"phantom has no case {case}: it has {names[0]} to {names[-1]}")
    index = names.index(case)
    rng = np.random.default_rng([seed, index])
    anatomy = draw_anatomy(rng)
    tissues = draw_tissues(rng)
    grid = draw_grid(settings.shape, index, anatomy.field_mm + rng.uniform(24, 46), anatomy.length_mm, rng)
    at = anatomy.standard(grid.coordinates())
    # of its own random numbers, so that all else stays the same with and without fat
    share = np.random.default_rng([seed, index, 1]).uniform(0.4, 1.6)
    organs = make_organs(anatomy, at, settings.heart_fat_mm * share)
    truth = organs.labels()
    scan = make_scan(anatomy, tissues, organs, grid, at, rng)
    scan += np.float32(settings.noise_hu) * rng.standard_normal(grid.shape, dtype=np.float32)
    hu = np.maximum(np.rint(scan), LOWEST_HU).astype(np.int16)
    # Every second patient, by number, so that the smallest cohort has one with metal and one without.
    if index % 2:
        bone = np.where(truth == 0, scan, LOWEST_HU)
        add_metal(hu, np.argwhere(bone > 0.6 * bone.max()), rng)
    matrix = hidden_matrix(settings.shape)
    label = displace(truth, LABELS[DISPLACED_ORGAN], matrix) if settings.displaced else truth.copy()
    return PhantomCase(Volume(hu, grid.affine), Volume(label, grid.affine), Volume(truth, grid.affine))
