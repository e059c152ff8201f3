import numpy as np
import pytest

from segstudy.application.volumes import organ_volumes
from segstudy.volume import Volume


def test_milliliters_are_voxels_times_their_size():
    labels = np.zeros((10, 10, 10), np.uint8)
    labels[:5], labels[9, 9, 9] = 3, 255
    turned = np.array([[0, 2.0, 0, 1], [-1.0, 0, 0, 2], [0, 0, 4.0, 3], [0, 0, 0, 1]])
    found = organ_volumes(Volume(labels, turned), {"heart": 3, "spleen": 7, "tumor": 255})
    assert found == {"heart": pytest.approx(4.0), "spleen": 0, "tumor": pytest.approx(0.008)}
