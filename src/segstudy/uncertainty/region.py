"""The part of a case in which it is asked whether uncertainty tells errors."""

from collections.abc import Mapping, Sequence

import numpy as np

from segstudy.volumes.box import Box, bounding_box

MARGIN_MM = 10.0


def region(reference: np.ndarray, organs: Mapping[str, int], spacing: Sequence[float]) -> Box | None:
    """The box around all that the reference calls an organ, and MARGIN_MM; None where there is none.

    It is the same for every arm: an arm that predicts something far off would otherwise be asked about more voxels,
    most of them easy ones. Air and table, which every network is sure of and right about, would make any uncertainty
    look good.
    """
    box = bounding_box(np.isin(reference, list(organs.values())))
    if box is None:
        return None
    sides = []
    for side, mm, available in zip(box, spacing, reference.shape, strict=True):
        margin = int(np.ceil(MARGIN_MM / mm))
        sides.append(slice(max(0, side.start - margin), min(available, side.stop + margin)))
    return tuple(sides)


def classes_and_known(
    reference: np.ndarray, prediction: np.ndarray, organs: Mapping[str, int], annotated: Sequence[str]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Both label maps as class indices (uint8, 0 all that is no organ of the study), and which voxels can be judged.

    Those cannot that either map gives to an organ nobody drew. The class indices are flat, of judged voxels alone.
    """
    truth, guess = (_classes(labels, organs) for labels in (reference, prediction))
    drawn = np.array([True, *(organ in annotated for organ in organs)])
    known = drawn[truth] & drawn[guess]
    return truth[known], guess[known], known


def _classes(labels: np.ndarray, organs: Mapping[str, int]) -> np.ndarray:
    classes = np.zeros(labels.shape, np.uint8)
    for index, label in enumerate(organs.values(), start=1):
        classes[labels == label] = index
    return classes
