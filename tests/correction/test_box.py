import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from segstudy.correction.box import around, bounding_box


@given(hnp.arrays(bool, hnp.array_shapes(min_dims=3, max_dims=3, max_side=6), elements=st.booleans()))
def test_the_box_is_the_smallest_that_holds_every_true_voxel(mask):
    box = bounding_box(mask)
    if not mask.any():
        assert box is None
        return
    points = np.argwhere(mask)
    assert [side.start for side in box] == points.min(axis=0).tolist()
    assert [side.stop - 1 for side in box] == points.max(axis=0).tolist()


@pytest.mark.parametrize("low,high,expected", [
    ((1.2, -3.0, 0.0), (4.1, 2.0, 99.0), (5, 3, 10)),
    ((20.0, 0.0, 0.0), (30.0, 1.0, 1.0), (0, 2, 2)),
    ((-9.0, 0.0, 0.0), (-5.0, 1.0, 1.0), (0, 2, 2)),
])  # fmt: skip
def test_boxes_are_cut_at_the_volume(low, high, expected):
    assert np.zeros((10, 10, 10))[around(np.array(low), np.array(high), (10, 10, 10))].shape == expected
