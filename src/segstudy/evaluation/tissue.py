"""How much of a tissue lies within an organ, by its Hounsfield units: predicted against drawn.

So is the fat about the heart measured: the pericardium is segmented, and what in it is as dark as fat is counted
(Benčević et al. 2021, there −200 to −30 HU).
"""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np


class TissueRow(NamedTuple):
    """A tissue of one case, as an arm's network with one seed found it; volumes in ml.

    dice: of the tissue's voxels; NaN where there are none in either map.
    """

    arm: str
    seed: int
    case: str
    tissue: str
    reference_ml: float
    predicted_ml: float
    dice: float


def tissue_masks(
    hu: np.ndarray, reference: np.ndarray, prediction: np.ndarray, label: int, window: tuple[float, float]
) -> tuple[np.ndarray, np.ndarray]:
    """Where the tissue is by the drawn and by the predicted organ; arrays of one shape, bool.

    hu: Hounsfield units. label: the organ's integer in both maps. window: lowest and highest HU, both included.
    """
    tissue = (hu >= window[0]) & (hu <= window[1])
    return tissue & (reference == label), tissue & (prediction == label)


def measure_tissues(
    hu: np.ndarray,
    reference: np.ndarray,
    prediction: np.ndarray,
    spacing: tuple[float, float, float],
    tissues: Mapping[str, Mapping[str, Any]],
    organs: Mapping[str, int],
) -> dict[str, tuple[float, float, float]]:
    """By tissue: reference and predicted ml, and Dice.

    hu, reference, prediction: of one shape. spacing: mm. tissues: `organ` and `hu` of each (see
    segstudy.config.tissues). organs: label integer by organ.
    """
    ml = float(np.prod(spacing)) / 1000
    found = {}
    for name, told in tissues.items():
        drawn, predicted = tissue_masks(hu, reference, prediction, organs[told["organ"]], tuple(told["hu"]))
        total, shared = int(drawn.sum()) + int(predicted.sum()), int((drawn & predicted).sum())
        dice = 2 * shared / total if total else float("nan")
        found[name] = (drawn.sum() * ml, predicted.sum() * ml, dice)
    return found


def tissue_table(rows: Iterable[TissueRow]) -> str:
    """Rows as the text of `tissues.csv`; NaN is empty."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(TissueRow._fields)
    for row in rows:
        numbers = ["" if value != value else f"{value:.9g}" for value in row[4:]]
        table.writerow([*row[:4], *numbers])
    return text.getvalue()
