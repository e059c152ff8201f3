import numpy as np

from segstudy.volumes.label_map import class_indices, label_map


def test_integers_of_organs_become_classes_and_come_back():
    integers = np.array([[0, 7, 3], [3, 0, 7]], np.int16)
    assert class_indices(integers, [7, 3]).tolist() == [[0, 1, 2], [2, 0, 1]]
    np.testing.assert_array_equal(label_map(class_indices(integers, [7, 3]), [7, 3]), integers)


def test_every_other_integer_is_background_however_large_or_small():
    others = np.array([-1, -4, 1, 4, 5, 255, 30000, -30000])
    assert not class_indices(others, [3, 2]).any()
