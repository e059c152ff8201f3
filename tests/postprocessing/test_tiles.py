import numpy as np
import pytest
from scipy import ndimage

from segstudy.postprocessing.tiles import by_tiles


@pytest.mark.parametrize("reach", [(1, 2, 3), (0, 9, 4)])
def test_tiles_give_what_the_whole_gives(reach):
    mask = np.random.default_rng(0).random((150, 70, 131)) > 0.9995
    ball = np.ones([2 * voxels + 1 for voxels in reach], dtype=bool)

    def grow(part):
        return ndimage.binary_dilation(part, ball)

    assert np.array_equal(by_tiles(grow, mask, reach), grow(mask))


def test_pieces_without_voxels_are_left_out():
    mask = np.zeros((300, 300, 70), dtype=bool)
    mask[0, 0, 0] = mask[299, 299, 69] = True
    worked = []

    def same(part):
        worked.append(part.size)
        return part

    assert np.array_equal(by_tiles(same, mask, (1, 1, 1)), mask)
    assert sum(worked) < mask.size / 10
