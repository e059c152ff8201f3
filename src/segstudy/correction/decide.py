"""Whether one case was displaced at all: its scan has to say so where not every case was."""

from dataclasses import dataclass

import numpy as np

from segstudy.correction.plausibility.fit import Surface, tissue_map_around
from segstudy.correction.plausibility.inside import inside_of
from segstudy.correction.plausibility.own import LEAST_ML, LEAST_VOXELS
from segstudy.correction.plausibility.tissue import Kind
from segstudy.volumes.box import enclosing_box

# A difference below this in the share of the surface on a border with air decides nothing.
CLEAR = 0.03


@dataclass(frozen=True)
class Decision:
    """What becomes of one case.

    Attributes:
        displaced: Whether to correct the case.
        note: What a person should know; empty where all is clear.
    """

    displaced: bool
    note: str = ""


def decide(
    hu: np.ndarray, before: np.ndarray, after: np.ndarray, spacing: tuple[float, float, float], kind: Kind
) -> Decision:
    """Compare an organ's original label with the corrected one, in the case's scan.

    The label that lies on air-free tissue wins; where both do or neither, the one whose surface lies more on
    the borders that the scan shows. Where that does not tell either, the case is taken as displaced, like the
    reference, with a note.

    Args:
        hu: The whole scan in HU, (i, j, k).
        before: The original label, a boolean mask of the same shape.
        after: The corrected one, likewise.
        spacing: Voxel spacing along each axis, in mm.
        kind: What the organ is made of.
    """
    if not before.any() or not after.any():
        return Decision(True)
    if kind != "soft":
        return Decision(True, "not checked against the scan: the organ's tissue does not tell it from others")
    air_free = [_free_of_air(hu, mask, spacing) for mask in (before, after)]
    surfaces = [Surface(mask, spacing) for mask in (before, after)]
    if not all(len(surface.inner) for surface in surfaces):
        return Decision(True, "not checked against the scan: the label lies on the scan's border")
    tissue = tissue_map_around(hu, surfaces, spacing)
    gain = tissue.score(surfaces[1], np.zeros(3)) - tissue.score(surfaces[0], np.zeros(3))
    if air_free == [True, False] and gain < CLEAR:
        return Decision(False, "left as it was: it fits the scan where it is, and would lie on air if corrected")
    if air_free[0] == air_free[1] and gain < -CLEAR:
        return Decision(False, "left as it was: it fits the scan better where it is than corrected")
    if air_free == [False, True] or (gain >= CLEAR and air_free[1]):
        return Decision(True)
    return Decision(True, "in doubt: the scan does not tell whether the label was displaced; look at it")


def _free_of_air(hu: np.ndarray, mask: np.ndarray, spacing: tuple[float, float, float]) -> bool:
    box = enclosing_box(mask)
    least = max(LEAST_ML, LEAST_VOXELS * float(np.prod(spacing)) / 1000)
    return inside_of(hu[box], mask[box], spacing).deep_air_ml < least
