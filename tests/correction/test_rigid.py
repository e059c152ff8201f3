import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segstudy.correction.rigid import RigidTransform
from segstudy.running.errors import StudyError

voxel = st.floats(-300, 300)
transforms = st.builds(
    RigidTransform, st.floats(-180, 180), st.tuples(voxel, voxel, voxel), st.tuples(voxel, voxel, voxel)
)


def test_a_quarter_turn_takes_the_first_axis_to_the_second():
    moved = RigidTransform(90, (10, 20, 5), (1, 2, 3))(np.array([[12.0, 20.0, 5.0], [10.0, 20.0, 0.0]]))
    np.testing.assert_allclose(moved, [[11, 24, 8], [11, 22, 3]], atol=1e-12)


@given(transforms)
def test_the_inverse_undoes_it_and_the_matrix_is_the_same_map(transform):
    points = np.random.default_rng(0).uniform(-100, 300, (20, 3))
    there = transform(points)
    np.testing.assert_allclose(transform.inverse()(there), points, atol=1e-9)
    np.testing.assert_allclose(there, (transform.matrix @ np.c_[points, np.ones(20)].T).T[:, :3], atol=1e-9)
    np.testing.assert_allclose(transform.inverse().matrix, np.linalg.inv(transform.matrix), atol=1e-8)
    assert np.isclose(np.linalg.det(transform.matrix), 1)


@given(transforms)
def test_json_keeps_it_to_the_last_digit(transform):
    back = RigidTransform.from_dict(json.loads(json.dumps(transform.as_dict())))
    assert back == transform


def test_the_center_is_the_point_that_stays():
    transform = RigidTransform(20, (100, 80, 0), (5, -3, 4))
    center = transform.center()
    np.testing.assert_allclose(transform(np.array([[*center, 7.0]])), [[*center, 11.0]], atol=1e-9)
    np.testing.assert_allclose(RigidTransform(30, (100, 80, 0), (0, 0, 9)).center(), (100, 80))
    assert RigidTransform(0, (0, 0, 0), (1, 2, 3)).center() is None


@pytest.mark.parametrize("change,words", [
    ({"angle_deg": 5.0}, "is not that of"),
    ({"matrix": [[1]]}, "is not that of"),
    ({"pivot": [1, 2]}, "not complete"),
    ({"translation": "abc"}, "not complete"),
])  # fmt: skip
def test_a_transform_that_was_edited_by_half_is_refused(change, words):
    values = RigidTransform(4.0, (1, 2, 3), (4, 5, 6)).as_dict() | change
    with pytest.raises(StudyError, match=words):
        RigidTransform.from_dict(values)
