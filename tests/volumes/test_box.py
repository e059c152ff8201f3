import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from segstudy.volumes.box import bounding_box, clipped_box, common_box, enclosing_box, label_boxes, widened


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
    assert np.zeros((10, 10, 10))[clipped_box(np.array(low), np.array(high), (10, 10, 10))].shape == expected


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("dtype", [bool, np.uint8, np.int16])
def test_box_is_the_extent_of_nonzero_voxels(order, dtype):
    labels = np.zeros((7, 8, 9), dtype=dtype, order=order)
    labels[2, 3, 4] = labels[5, 3, 8] = 1
    assert bounding_box(labels) == (slice(2, 6), slice(3, 4), slice(4, 9))


def test_box_holds_all_arrays():
    one, other = np.zeros((2, 7, 7, 7), dtype=bool)
    one[1, 2, 3] = other[5, 0, 6] = True
    assert bounding_box(one, other) == (slice(1, 6), slice(0, 3), slice(3, 7))


def test_nothing_has_no_box():
    assert bounding_box(np.zeros((3, 3, 3), dtype=bool), np.zeros((3, 3, 3), dtype=np.uint8)) is None


def test_negative_labels_are_foreground_even_where_they_cancel():
    labels = np.zeros((4, 4, 4), dtype=np.int16)
    labels[1, 1, 1], labels[1, 1, 2] = 256, -256
    assert bounding_box(labels) == (slice(1, 2), slice(1, 2), slice(1, 3))


def test_a_margin_ends_with_the_volume():
    box = (slice(2, 4), slice(0, 1), slice(7, 10))
    assert widened(box, 2, (10, 10, 10)) == (slice(0, 6), slice(0, 3), slice(5, 10))
    assert widened(box, np.array([0.0, 1.0, 3.0]), (10, 10, 10)) == (slice(2, 4), slice(0, 2), slice(4, 10))


def test_an_empty_mask_has_no_box():
    with pytest.raises(ValueError, match="empty"):
        enclosing_box(np.zeros((3, 3, 3), dtype=bool))


@given(hnp.arrays(np.uint8, hnp.array_shapes(min_dims=3, max_dims=3, max_side=6), elements=st.integers(0, 4)))
def test_the_boxes_of_labels_are_those_of_their_masks(labels):
    assert label_boxes(labels, [3, 1, 9]) == {label: bounding_box(labels == label) for label in (3, 1, 9)}


@given(hnp.arrays(bool, (2, 4, 5, 3), elements=st.booleans()))
def test_a_common_box_is_that_of_both(masks):
    assert common_box(*map(bounding_box, masks)) == bounding_box(*masks)
