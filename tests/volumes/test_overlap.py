import math

import numpy as np

from segstudy.volumes.overlap import overlap


def test_overlap_of_two_masks():
    first, second = np.array([1, 1, 1, 0], bool), np.array([0, 1, 1, 1], bool)
    assert overlap(first, second).iou == 0.5
    assert overlap(first, second).dice == 2 / 3
    assert overlap(first, first & False).dice == 0
    assert math.isnan(overlap(first & False, first & False).dice)
