"""The reference: one case with its displaced and its correct label map."""

import numpy as np

from segstudy.correction.estimate import check_pair
from segstudy.running.errors import StudyError
from segstudy.volumes.grids.corners import GRID_TOLERANCE, corner_distance
from segstudy.volumes.volume import Volume


def organ_masks(
    displaced: Volume, correct: Volume, organ_label: int, case: str = "the reference"
) -> tuple[np.ndarray, np.ndarray]:
    """The organ's boolean masks in both label maps, (i, j, k).

    Args:
        displaced: The label map with the displaced organ.
        correct: The correct one.
        organ_label: The organ's.
        case: What messages call the case.

    Raises:
        StudyError: Where the two maps are not of one grid or tell no displacement.
    """
    if displaced.array.shape == correct.array.shape:
        distance_mm = corner_distance(correct.array.shape, displaced.affine, correct.affine)
        if not distance_mm <= GRID_TOLERANCE * min(correct.spacing):
            raise StudyError(
                f"correction: the two label maps of {case} have different grids, corners up to {distance_mm:.3g} mm "
                "apart; give two label maps of the same scan"
            )
    masks = displaced.array == organ_label, correct.array == organ_label
    try:
        check_pair(*masks)
    except StudyError as error:
        raise StudyError(f"{error} (case {case}, label {organ_label})") from error
    return masks
