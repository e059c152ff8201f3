import numpy as np
import pytest
from scipy.stats import entropy

from segstudy.uncertainty.moments import RunningMoments
from segstudy.uncertainty.organs import organ_uncertainty


@pytest.fixture
def moments():
    """Background, an organ in two voxels, one in a third, and one nowhere; two passes."""
    passes = np.full((2, 4, 1, 1, 4), 0.05, np.float32)
    for one, shares in zip(passes, (([0.85], [0.6, 0.8], [0.7]), ([0.85], [0.4, 0.8], [0.7])), strict=True):
        for voxel, (label, share) in enumerate([(0, shares[0][0]), *((1, s) for s in shares[1]), (2, shares[2][0])]):
            one[:, 0, 0, voxel] = (1 - share) / 3
            one[label, 0, 0, voxel] = share
    found = RunningMoments(4, (1, 1, 4))
    for one in passes:
        found.begin()
        found.add(slice(0, 1), one)
    return found


def test_it_is_the_mean_over_the_voxels_of_the_organ_and_nothing_for_one_that_is_not_found(moments):
    values = entropy(moments.mean[:, 0, 0].astype(float), axis=0)
    expected = [values[1:3].mean(), values[3]]
    assert organ_uncertainty(moments, "entropy")[:2] == pytest.approx(expected, abs=1e-5)
    assert organ_uncertainty(moments, "entropy")[2] is None


def test_another_map_may_tell_it(moments):
    variance = organ_uncertainty(moments, "variance")
    assert variance[0] > 0 and variance[1] == pytest.approx(0, abs=1e-8)
