import numpy as np
import pytest

from segstudy.application.organ_volumes import organ_volumes
from segstudy.volumes.volume import Volume


def test_milliliters_are_voxels_times_their_size():
    labels = np.zeros((10, 10, 10), np.uint8)
    labels[:5], labels[9, 9, 9] = 3, 255
    affine = np.array([[0, 2.0, 0, 1], [-1.0, 0, 0, 2], [0, 0, 4.0, 3], [0, 0, 0, 1]])
    volumes = organ_volumes(Volume(labels, affine), {"heart": 3, "spleen": 7, "tumor": 255})
    assert volumes == {"heart": pytest.approx(4.0), "spleen": 0, "tumor": pytest.approx(0.008)}
