"""Whether one case was displaced at all: its scan has to say so where not every case was."""

from dataclasses import dataclass

import numpy as np

from segstudy.box import bounding_box
from segstudy.correction.plausibility.fit import Surface, scene_around
from segstudy.correction.plausibility.inside import inside_of
from segstudy.correction.plausibility.own import LEAST_ML, LEAST_VOXELS
from segstudy.correction.plausibility.tissue import Kind

# A difference below this in the share of the surface on a border with air decides nothing.
CLEAR = 0.03


@dataclass(frozen=True)
class Decision:
    """displaced: whether to correct the case. note: what a person should know; empty where all is clear."""

    displaced: bool
    note: str = ""


def decide(
    hu: np.ndarray, before: np.ndarray, after: np.ndarray, spacing: tuple[float, float, float], kind: Kind
) -> Decision:
    """Compare an organ's label as handed out with the corrected one, in the case's scan.

    hu: scan in HU; before, after: boolean masks, all whole and (i, j, k). kind: what the organ is made of.
    The label that lies on air-free tissue wins; where both do or neither, the one whose surface lies more on
    the borders that the scan shows. Where that does not tell either, the case is taken as displaced, like the
    reference, with a note.
    """
    if not before.any() or not after.any():
        return Decision(True)
    if kind != "soft":
        return Decision(True, "not checked against the scan: the organ's tissue does not tell it from others")
    free = [_free_of_air(hu, mask, spacing) for mask in (before, after)]
    surfaces = [Surface(mask, spacing) for mask in (before, after)]
    if not all(len(surface.inner) for surface in surfaces):
        return Decision(True, "not checked against the scan: the label lies on the scan's border")
    scene = scene_around(hu, surfaces, spacing)
    gain = scene.score(surfaces[1], np.zeros(3)) - scene.score(surfaces[0], np.zeros(3))
    if free == [True, False] and gain < CLEAR:
        return Decision(False, "left as it was: it fits the scan where it is, and would lie on air if corrected")
    if free[0] == free[1] and gain < -CLEAR:
        return Decision(False, "left as it was: it fits the scan better where it is than corrected")
    if free == [False, True] or (gain >= CLEAR and free[1]):
        return Decision(True)
    return Decision(True, "in doubt: the scan does not tell whether the label was displaced; look at it")


def _free_of_air(hu: np.ndarray, mask: np.ndarray, spacing: tuple[float, float, float]) -> bool:
    box = bounding_box(mask)
    least = max(LEAST_ML, LEAST_VOXELS * float(np.prod(spacing)) / 1000)
    return inside_of(hu[box], mask[box], spacing).deep_air_ml < least
