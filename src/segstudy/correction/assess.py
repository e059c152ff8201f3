"""How well each method repairs the reference, where the truth is known."""

import time
from collections.abc import Callable

import numpy as np

from segstudy.correction.apply import correct_labels, count_overwritten
from segstudy.correction.estimate import Estimate, estimate_rigid, estimate_shift
from segstudy.correction.overlap import overlap
from segstudy.correction.quality import QualityRow

METHODS: dict[str, Callable[[np.ndarray, np.ndarray], Estimate]] = {
    "shift": estimate_shift,
    "rigid": estimate_rigid,
}


def assess_methods(
    displaced: np.ndarray, correct: np.ndarray, organ_label: int, case: str
) -> tuple[dict[str, Estimate], list[QualityRow]]:
    """Estimate and apply every method on the reference's label maps, integers (i, j, k).

    Returns the estimates by method, and one row each after the row `none` of the displaced map.
    Raises StudyError where the maps tell no displacement.
    """
    moved, truth = displaced == organ_label, correct == organ_label
    overwritten = sum(count_overwritten(displaced, correct, organ_label).values())
    before = overlap(moved, truth)
    rows = [QualityRow("none", case, before.iou, before.dice, overwritten_voxels=overwritten)]
    estimates = {}
    for method, estimate in METHODS.items():
        start = time.perf_counter()
        estimates[method] = estimate(moved, truth)
        corrected = correct_labels(displaced, organ_label, estimates[method].transform)
        seconds = round(time.perf_counter() - start, 3)
        after = overlap(corrected.labels == organ_label, truth)
        rows.append(
            QualityRow.of(
                corrected,
                method=method,
                case=case,
                iou=after.iou,
                dice=after.dice,
                overwritten_voxels=overwritten,
                seconds=seconds,
            )
        )
    return estimates, rows
