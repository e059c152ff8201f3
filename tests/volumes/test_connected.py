import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.extra.numpy import array_shapes, arrays
from scipy import ndimage

from segstudy.volumes.connected import connected_components


@pytest.mark.parametrize("order", ["C", "F"])
@given(arrays(bool, array_shapes(min_dims=3, max_dims=3, min_side=1, max_side=7)))
@settings(max_examples=100, deadline=None)
def test_components_agree_with_scipy(order, mask):
    result, count = connected_components(np.asarray(mask, order=order))
    expected, expected_count = ndimage.label(mask, np.ones((3, 3, 3)))
    assert count == expected_count
    # One number here for each number there: the same parts, however they are numbered.
    assert len(np.unique(np.stack([result[mask], expected[mask]]), axis=1).T) == count
    assert not result[~mask].any()


@pytest.mark.parametrize("shape", [(1, 1, 5), (1, 5, 1), (5, 1, 1), (1, 3, 3), (1, 5, 5)])
def test_lone_voxels_in_a_thin_volume(shape):
    mask = (np.indices(shape) % 2 == 0).all(axis=0)
    assert connected_components(mask)[1] == mask.sum()
