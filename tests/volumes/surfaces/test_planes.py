import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.ndimage import distance_transform_edt
from scipy.spatial.distance import cdist

from segstudy.volumes.surfaces.planes import equal_axes, nearest_by_planes


@pytest.mark.parametrize(
    ("spacing", "expected"),
    [
        ((0.977, 0.977, 2.5), (0, 1)),
        ((3.0, 0.5, 0.5), (1, 2)),
        ((0.7, 5.0, 0.7), (0, 2)),
        ((1.0, 1.0, 1.0), (0, 1)),
        ((0.9765625, 0.97656256, 3.0), (0, 1)),
        ((0.8, 0.9, 2.0), None),
        ((0.4, 0.4), (0, 1)),
        ((0.4, 0.5), None),
    ],
)
def test_the_axes_of_square_pixels_are_found(spacing, expected):
    assert equal_axes(spacing) == expected


@given(data=st.data())
def test_distances_are_those_of_comparing_every_pair(data):
    axes = data.draw(st.integers(2, 3))
    shape = tuple(data.draw(st.lists(st.integers(1, 24), min_size=axes, max_size=axes)))
    spacing = [data.draw(st.sampled_from([0.3, 0.977, 1.0, 2.5, 12.0]))] * axes
    if axes == 3:
        spacing[data.draw(st.integers(0, 2))] = data.draw(st.sampled_from([0.1, 0.7, 2.5, 30.0]))
    random = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    points, targets = (random.integers(0, shape, (data.draw(st.integers(1, 30)), axes)) for _ in range(2))
    result = nearest_by_planes(points, targets, shape, tuple(spacing), equal_axes(tuple(spacing)))
    expected = cdist(points * spacing, targets * spacing).min(axis=1)
    np.testing.assert_allclose(result, expected, rtol=1e-12, atol=1e-12)


def test_every_voxel_of_a_wide_plane_is_as_far_as_scipy_says():
    random, shape, spacing = np.random.default_rng(5), (400, 380, 3), (0.9, 0.9, 4.0)
    targets = random.integers(0, shape, (40, 3))
    elsewhere = np.ones(shape, dtype=bool)
    elsewhere[tuple(targets.T)] = False
    result = nearest_by_planes(np.argwhere(np.ones(shape)), targets, shape, spacing, (0, 1))
    np.testing.assert_allclose(result, distance_transform_edt(elsewhere, sampling=spacing).ravel(), atol=1e-9)
