"""The reference: one case with its displaced and its correct label map."""

import itertools

import numpy as np

from segstudy.correction.estimate import check_pair
from segstudy.errors import StudyError
from segstudy.volume import Volume

TOLERANCE = 0.1  # of the smallest spacing


def organ_masks(
    displaced: Volume, correct: Volume, organ_label: int, case: str = "the reference"
) -> tuple[np.ndarray, np.ndarray]:
    """The organ's boolean masks in both label maps, (i, j, k).

    Raises StudyError where the two maps are not of one grid or tell no displacement.
    """
    if displaced.array.shape == correct.array.shape:
        corners = np.array(list(itertools.product(*[(0, size - 1) for size in correct.array.shape], (1,))))
        corners = corners[:, :4]
        apart = np.linalg.norm((corners @ (displaced.affine - correct.affine).T)[:, :3], axis=1).max()
        if not apart <= TOLERANCE * min(correct.spacing):
            raise StudyError(
                f"correction: the two label maps of {case} have different grids, corners up to {apart:.3g} mm apart; "
                "give two label maps of the same scan"
            )
    masks = displaced.array == organ_label, correct.array == organ_label
    try:
        check_pair(*masks)
    except StudyError as error:
        raise StudyError(f"{error} (case {case}, label {organ_label})") from error
    return masks
