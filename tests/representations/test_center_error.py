import math

import numpy as np
import pytest

from segstudy.representations.center_error import center_errors

ORGANS = {"heart": 2, "aorta": 4}


def disc(shape, row, column, radius=3):
    rows, columns = np.indices(shape)
    return (rows - row) ** 2 + (columns - column) ** 2 < radius**2


def test_errors_are_distances_in_the_unit_of_the_spacing():
    truth, laid = np.zeros((2, 3, 40, 40), np.uint8)
    for index, (down, right) in enumerate([(0, 0), (3, 0), (0, 4)]):
        truth[index][disc((40, 40), 20, 20)] = 2
        laid[index][disc((40, 40), 20 + down, 20 + right)] = 2
    found = center_errors(laid, truth, ORGANS, (2.0, 0.5))
    assert found["heart"] == pytest.approx((3, 3, (0 + 3 * 2 + 4 * 0.5) / 3))
    assert found["aorta"].objects == found["aorta"].found == 0 and math.isnan(found["aorta"].error)


def test_of_several_objects_each_is_held_against_the_nearest_of_its_organ():
    truth, laid = np.zeros((2, 2, 40, 40), np.uint8)
    for organ, row in ((4, 8), (4, 30), (2, 20)):
        truth[0][disc((40, 40), row, 10)] = organ
    laid[0][disc((40, 40), 10, 10)] = 4  # 2 from the first, 20 from the second
    laid[0][disc((40, 40), 20, 10)] = 4
    truth[1][disc((40, 40), 20, 10)] = 2
    found = center_errors(laid, truth, ORGANS, (1.0, 1.0))
    assert found["aorta"] == pytest.approx((2, 2, (2 + 10) / 2))
    # nothing called heart was laid anywhere
    assert (found["heart"].objects, found["heart"].found) == (2, 0)
