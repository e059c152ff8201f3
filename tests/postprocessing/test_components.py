import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.extra.numpy import array_shapes, arrays
from scipy import ndimage

from segstudy.postprocessing.components import largest_component


def _by_labeling(mask):
    components, count = ndimage.label(mask, np.ones((3, 3, 3)))
    sizes = [(components == number).sum() for number in range(1, count + 1)]
    # Labels are given in index order, and the first of equal sizes is found first.
    return components == 1 + int(np.argmax(sizes)) if count else mask


@pytest.mark.parametrize("order", ["C", "F"])
@given(arrays(bool, array_shapes(min_dims=3, max_dims=3, min_side=1, max_side=7), fill=None))
@settings(max_examples=100, deadline=None)
def test_largest_component_agrees_with_labeling_and_counting(order, mask):
    sparse = mask & (np.indices(mask.shape).sum(axis=0) % 3 > 0)
    for each in (mask, sparse):
        assert np.array_equal(largest_component(np.asarray(each, order=order)), _by_labeling(each))


def test_corners_connect():
    mask = np.zeros((6, 6, 6), dtype=bool)
    mask[0, 0, 0] = mask[1, 1, 1] = mask[2, 2, 2] = True
    mask[5, 4:, 5] = True
    assert np.array_equal(np.argwhere(largest_component(mask)), [[0, 0, 0], [1, 1, 1], [2, 2, 2]])


@pytest.mark.parametrize("order", ["C", "F"])
def test_first_in_index_order_wins_a_tie(order):
    mask = np.zeros((9, 9, 9), dtype=bool, order=order)
    mask[1, 7, 7] = mask[7, 1, 1] = mask[7, 7, 0] = True
    assert np.argwhere(largest_component(mask)).tolist() == [[1, 7, 7]]


def test_empty_mask_stays_empty():
    assert not largest_component(np.zeros((3, 4, 5), dtype=bool)).any()


def test_mask_is_left_as_it_was():
    mask = np.zeros((5, 5, 5), dtype=bool)
    mask[0, 0, 0] = mask[3:, 3:, 3:] = True
    before = mask.copy()
    largest_component(mask)
    assert np.array_equal(mask, before)
