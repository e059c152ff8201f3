"""How much of a tissue lies within an organ, by its Hounsfield units: predicted against drawn.

So is the fat about the heart measured: the pericardium is segmented, and what in it is as dark as fat is counted
(Benčević et al. 2021, there −200 to −30 HU).
"""

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from segstudy.config.sections.tissues import TissueSettings
from segstudy.volumes.overlap import overlap


class Measured(NamedTuple):
    """A tissue of one case; the columns of tissues.csv from `reference_ml` on (see `segstudy.tables.tissues`)."""

    reference_ml: float
    predicted_ml: float
    dice: float
    iou: float
    precision: float
    recall: float
    reference_hu: float
    predicted_hu: float


def tissue_masks(
    hu: np.ndarray, reference: np.ndarray, prediction: np.ndarray, label: int, window: tuple[float, float]
) -> tuple[np.ndarray, np.ndarray]:
    """Where the tissue is by the drawn and by the predicted organ; arrays of one shape, bool.

    Args:
        hu: Hounsfield units.
        reference: label map of the same shape.
        prediction: the same of the prediction.
        label: the organ's integer in both maps.
        window: lowest and highest HU, both included.
    """
    tissue = (hu >= window[0]) & (hu <= window[1])
    return tissue & (reference == label), tissue & (prediction == label)


def measure_tissues(
    hu: np.ndarray,
    reference: np.ndarray,
    prediction: np.ndarray,
    spacing: tuple[float, float, float],
    tissues: Mapping[str, TissueSettings],
    organs: Mapping[str, int],
) -> dict[str, Measured]:
    """What is known of each tissue, by name.

    Args:
        hu: Hounsfield units.
        reference: label map of the same shape.
        prediction: the same of the prediction.
        spacing: mm along the three axes.
        tissues: by name.
        organs: label integer by organ.
    """
    ml = float(np.prod(spacing)) / 1000
    measured = {}
    for name, tissue in tissues.items():
        drawn, predicted = tissue_masks(hu, reference, prediction, organs[tissue.organ], tissue.hu)
        both = overlap(drawn, predicted)
        common = int(np.count_nonzero(drawn & predicted))
        measured[name] = Measured(
            reference_ml=both.first * ml,
            predicted_ml=both.second * ml,
            dice=both.dice,
            iou=_share(common, both.first + both.second - common),
            precision=_share(common, both.second),
            recall=_share(common, both.first),
            reference_hu=_mean(hu, drawn),
            predicted_hu=_mean(hu, predicted),
        )
    return measured


def _share(part: int, whole: int) -> float:
    return part / whole if whole else math.nan


def _mean(hu: np.ndarray, mask: np.ndarray) -> float:
    return float(hu[mask].mean(dtype=np.float64)) if mask.any() else math.nan
