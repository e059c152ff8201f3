import numpy as np
import pytest

from segstudy.volumes.grids.corners import corner_distance


def test_it_is_the_distance_of_the_farthest_corner():
    affine = np.diag([-0.9, -0.9, 2.5, 1.0])
    shifted, stretched = affine.copy(), np.diag([-0.9, -0.9, 2.6, 1.0])
    shifted[:3, 3] = 3, 0, 4
    assert corner_distance((10, 10, 5), affine, affine) == 0
    assert corner_distance((10, 10, 5), affine, shifted) == pytest.approx(5)
    assert corner_distance((10, 10, 5), affine, stretched) == pytest.approx(0.4)
