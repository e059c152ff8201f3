import numpy as np

from segstudy.audit.consensus import consensus


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
