import numpy as np
import pytest

from segstudy.correction.reference import organ_masks
from segstudy.running.errors import StudyError
from segstudy.volumes.volume import Volume


def volume(labels: np.ndarray, shift: float = 0.0) -> Volume:
    affine = np.diag([-0.977, -0.977, 2.5, 1.0])
    affine[0, 3] = shift
    return Volume(labels, affine)


def test_masks_are_those_of_the_organ_and_bad_pairs_name_the_case(heart):
    correct = heart((40, 40, 12), (20, 20, 6), (8, 6, 4)).astype(np.uint8) * 2
    displaced = np.roll(correct, 3, axis=0)
    displaced[0, 0, 0] = 1
    first, second = organ_masks(volume(displaced), volume(correct, 0.01), 2)
    np.testing.assert_array_equal(first, displaced == 2)
    np.testing.assert_array_equal(second, correct == 2)
    with pytest.raises(StudyError, match="Patient_27 have different grids, corners up to 5 mm"):
        organ_masks(volume(displaced), volume(correct, 5.0), 2, "Patient_27")
    with pytest.raises(StudyError, match="different grids"):
        organ_masks(volume(displaced[:-1]), volume(correct), 2)
    with pytest.raises(StudyError, match=r"not in the reference's displaced .*case Patient_27, label 4"):
        organ_masks(volume(displaced), volume(correct), 4, "Patient_27")
