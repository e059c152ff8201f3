"""Whether uncertainty tells the errors of one case."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from segstudy.uncertainty.detection import RETAINED, calibration, error_auroc, retained_dice
from segstudy.uncertainty.region import classes_and_known, region


def measure_case(
    reference: np.ndarray,
    prediction: np.ndarray,
    spacing: Sequence[float],
    organs: Mapping[str, int],
    annotated: Sequence[str],
    maps: Sequence[str],
    read: Callable[[str], np.ndarray],
) -> dict[str, Any] | None:
    """Plain values, floats with nine digits at most; None where neither label map finds an organ.

    reference, prediction: label integers (i, j, k); the prediction is what the mean of the passes says.
    maps: the names of those that are to tell errors. read: gives a map's voxels by name, (i, j, k), and
        `confidence`; one is in memory at a time.
    dice: mean over the annotated organs. uncertainty: a map's mean over the voxels that the prediction calls an
    organ, or over the region where there are none.
    """
    box = region(reference, prediction, organs, spacing)
    if box is None:
        return None
    reference, prediction = reference[box], prediction[box]
    truth, guess, known = classes_and_known(reference, prediction, organs, annotated)
    wrong = truth != guess
    drawn = [index for index, organ in enumerate(organs, start=1) if organ in annotated]
    binned = calibration(read("confidence")[box][known], ~wrong)
    found: dict[str, Any] = {}
    for name in maps:
        values = read(name)[box][known]
        own = values[guess > 0] if (guess > 0).any() else values
        kept = retained_dice(values, truth, guess, drawn)
        found[name] = {
            "uncertainty": _plain(own.mean(dtype=np.float64)) if own.size else None,
            "auroc": _plain(error_auroc(values, wrong)),
            "retained": [_plain(dice) for dice in kept],
        }
    dice = retained_dice(np.zeros(truth.size, np.uint8), truth, guess, drawn)[RETAINED.index(1.0)]
    return {
        "voxels": int(truth.size),
        "errors": int(wrong.sum()),
        "dice": _plain(dice),
        "calibration": {
            "voxels": [int(count) for count in binned.voxels],
            "confidence": [_plain(total) for total in binned.confidence],
            "right": [int(count) for count in binned.right],
        },
        "maps": found,
    }


def _plain(value: float) -> float | None:
    return None if value != value else float(f"{value:.9g}")
