"""How much of a tissue lies within an organ, by its Hounsfield units: predicted against drawn.

So is the fat about the heart measured: the pericardium is segmented, and what in it is as dark as fat is counted
(Benčević et al. 2021, there −200 to −30 HU).
"""

from collections.abc import Mapping

import numpy as np

from segstudy.config.sections.tissues import TissueSettings
from segstudy.volumes.overlap import overlap


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
) -> dict[str, tuple[float, float, float]]:
    """Reference and predicted ml, and Dice, of each tissue; Dice is NaN where there is none in either map.

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
        measured[name] = (both.first * ml, both.second * ml, both.dice)
    return measured
