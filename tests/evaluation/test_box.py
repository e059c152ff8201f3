import numpy as np
import pytest

from segstudy.evaluation.box import foreground_box


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("dtype", [bool, np.uint8, np.int16])
def test_box_is_the_extent_of_nonzero_voxels(order, dtype):
    labels = np.zeros((7, 8, 9), dtype=dtype, order=order)
    labels[2, 3, 4] = labels[5, 3, 8] = 1
    assert foreground_box(labels) == (slice(2, 6), slice(3, 4), slice(4, 9))


def test_box_holds_all_arrays():
    one, other = np.zeros((2, 7, 7, 7), dtype=bool)
    one[1, 2, 3] = other[5, 0, 6] = True
    assert foreground_box(one, other) == (slice(1, 6), slice(0, 3), slice(3, 7))


def test_nothing_has_no_box():
    assert foreground_box(np.zeros((3, 3, 3), dtype=bool), np.zeros((3, 3, 3), dtype=np.uint8)) is None


def test_negative_labels_are_foreground_even_where_they_cancel():
    labels = np.zeros((4, 4, 4), dtype=np.int16)
    labels[1, 1, 1], labels[1, 1, 2] = 256, -256
    assert foreground_box(labels) == (slice(1, 2), slice(1, 2), slice(1, 3))
