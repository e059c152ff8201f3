"""True and false positives and negatives of one organ in one case."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Confusion:
    """Voxels of one organ in one case, by reference and prediction."""

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


def confusion(reference: np.ndarray, prediction: np.ndarray, volume_voxels: int | None = None) -> Confusion:
    """Count one organ's voxels.

    Args:
        reference: boolean mask.
        prediction: boolean mask of the same shape.
        volume_voxels: voxels of the whole volume where the masks are cropped out of it (cropping loses true negatives
            only); None means that the masks are the volume.
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
