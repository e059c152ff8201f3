import numpy as np
import pytest
from scipy.ndimage import distance_transform_edt

from segstudy.audit.consensus import consensus, signed_distance


def bar(end):
    mask = np.zeros((22, 20, 20), bool)
    mask[2:end, 2:18, 2:18] = True
    return mask


def test_three_vote_and_two_meet_midway():
    assert np.array_equal(consensus([bar(8), bar(10), bar(16)], (1, 1, 1)), bar(10))
    between = consensus([bar(8), bar(14)], (1.0, 1.0, 1.0))[:, 10, 10]
    assert np.flatnonzero(between).tolist() == list(range(2, 11))


def test_what_one_of_two_invents_far_away_is_not_there():
    island = bar(8)
    island[18:21] = True
    assert np.array_equal(consensus([bar(8), island], (1.0, 1.0, 1.0)), bar(8))


def test_what_one_of_two_misses_altogether_is_not_there():
    assert not consensus([bar(8), np.zeros_like(bar(8))], (1.0, 1.0, 1.0)).any()


@pytest.mark.parametrize("shape", [(9, 11, 1), (1, 9, 11), (9, 1, 11), (9, 11, 6), (1, 1, 11)])
def test_distances_are_signed_and_in_mm_also_of_one_slice(shape):
    mask = np.random.default_rng(0).random(shape) < 0.5
    spacing = (0.7, 1.5, 4.0)
    expected = distance_transform_edt(mask, spacing) - distance_transform_edt(~mask, spacing)
    np.testing.assert_allclose(signed_distance(mask, spacing), expected, rtol=1e-5)
