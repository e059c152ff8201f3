"""Metrics of overlap, all from one table of true and false positives and negatives."""

from dataclasses import dataclass

import numpy as np


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


@dataclass(frozen=True)
class Confusion:
    """Voxels of one organ in one case, by reference and prediction. 0/0 is NaN in every ratio."""

    true_positives: int
    false_positives: int
    false_negatives: int
    true_negatives: int

    @property
    def reference_voxels(self) -> int:
        """Voxels the reference gives to the organ."""
        return self.true_positives + self.false_negatives

    @property
    def predicted_voxels(self) -> int:
        """Voxels the prediction gives to the organ."""
        return self.true_positives + self.false_positives

    @property
    def dice(self) -> float:
        """2 TP / (2 TP + FP + FN) (Dice 1945)."""
        return _ratio(2 * self.true_positives, self.reference_voxels + self.predicted_voxels)

    @property
    def iou(self) -> float:
        """TP / (TP + FP + FN) (Jaccard 1912)."""
        return _ratio(self.true_positives, self.reference_voxels + self.false_positives)

    @property
    def precision(self) -> float:
        """TP / (TP + FP)."""
        return _ratio(self.true_positives, self.predicted_voxels)

    @property
    def recall(self) -> float:
        """TP / (TP + FN), also called sensitivity."""
        return _ratio(self.true_positives, self.reference_voxels)

    @property
    def specificity(self) -> float:
        """TN / (TN + FP); near 1 for any organ much smaller than the volume."""
        return _ratio(self.true_negatives, self.true_negatives + self.false_positives)


def confusion(reference: np.ndarray, prediction: np.ndarray, volume_voxels: int | None = None) -> Confusion:
    """Count one organ's voxels.

    reference, prediction: boolean masks of one shape.
    volume_voxels: voxels of the whole volume where the masks are cropped out of it (cropping loses
        true negatives only); none means that the masks are the volume.
    """
    both = int(np.count_nonzero(reference & prediction))
    in_reference = int(np.count_nonzero(reference))
    in_prediction = int(np.count_nonzero(prediction))
    volume = reference.size if volume_voxels is None else volume_voxels
    return Confusion(
        true_positives=both,
        false_positives=in_prediction - both,
        false_negatives=in_reference - both,
        true_negatives=volume - in_reference - in_prediction + both,
    )
