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
    """How sure a case's prediction is, and whether that tells where it is wrong.

    Args:
        reference: Label integers (i, j, k).
        prediction: What the mean of the passes says, likewise.
        spacing: Of the voxels, in mm.
        organs: Label integers by name.
        annotated: Organs that somebody drew in this case.
        maps: Names of those that are to tell errors.
        read: Gives a map's voxels by name, (i, j, k), and `confidence`; one is in memory at a time.

    Returns:
        `dice` (the mean over the annotated organs), `voxels`, `errors`, `calibration`, and by map its `uncertainty`
        (the mean over the voxels that the prediction calls an organ, or over the region where there are none), `auroc`
        and `retained` Dice; numbers with nine digits at most. None where the
        reference has no organ.
    """
    box = region(reference, organs, spacing)
    if box is None:
        return None
    reference, prediction = reference[box], prediction[box]
    truth, guess, known = classes_and_known(reference, prediction, organs, annotated)
    wrong = truth != guess
    drawn = [index for index, organ in enumerate(organs, start=1) if organ in annotated]
    binned = calibration(read("confidence")[box][known], ~wrong)
    scores: dict[str, Any] = {}
    for name in maps:
        values = read(name)[box][known]
        own = values[guess > 0] if (guess > 0).any() else values
        kept = retained_dice(values, truth, guess, drawn)
        scores[name] = {
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
        "maps": scores,
    }


def _plain(value: float) -> float | None:
    return None if value != value else float(f"{value:.9g}")
