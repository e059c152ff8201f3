import numpy as np

from segstudy.application.viewer.errors import EXTRA, MISSED, SWAPPED, dice_of, kinds_of_error, worst_slices

TRUTH = np.zeros((4, 4, 20), np.uint8)
TRUTH[0, 0, 5:9], TRUTH[1, :, 12] = 1, 2


def test_what_is_missed_is_told_from_what_is_too_much_and_from_another_organ():
    guess = TRUTH.copy()
    guess[0, 0, 5], guess[3, 3, 3], guess[1, 0, 12] = 0, 1, 1
    kinds = kinds_of_error(TRUTH, guess, [1, 2])
    assert (kinds[0, 0, 5], kinds[3, 3, 3], kinds[1, 0, 12]) == (MISSED, EXTRA, SWAPPED)
    assert np.count_nonzero(kinds) == 3
    only = kinds_of_error(TRUTH, guess, [1])
    assert (only[0, 0, 5], only[3, 3, 3], only[1, 0, 12]) == (MISSED, EXTRA, EXTRA)


def test_worst_slices_come_first_and_neighbors_are_left_out():
    kinds = np.zeros((4, 4, 20), np.uint8)
    kinds[:, :, 10], kinds[:2, :, 11], kinds[0, :, 15], kinds[0, 0, 2] = 1, 1, 1, 1
    assert worst_slices(kinds, 2, 5) == [(10, 16), (15, 4), (2, 1)]
    assert worst_slices(kinds, 2, 1) == [(10, 16)]
    assert worst_slices(np.zeros_like(kinds), 2, 5) == []


def test_dice_leaves_out_what_neither_side_has():
    guess = TRUTH.copy()
    guess[0, 0, 5:7] = 0
    assert dice_of(TRUTH, guess, {"heart": 1, "aorta": 2, "none": 7}) == {"heart": 2 * 2 / 6, "aorta": 1.0}
