from pathlib import Path

import numpy as np
import pytest

import segstudy
from segstudy.config.sections.phantom import PhantomSettings
from segstudy.phantom.displacement import ANGLE_DEG, displace, hidden_matrix
from segstudy.phantom.names import LABELS

HEART = LABELS["heart"]


def dice(first: np.ndarray, second: np.ndarray) -> float:
    return 2 * (first & second).sum() / (first.sum() + second.sum())


def test_hidden_matrix_turns_about_the_slice_axis_and_then_shifts():
    matrix = hidden_matrix((96, 96, 32))
    turn = matrix[:3, :3]
    np.testing.assert_allclose(turn @ turn.T, np.eye(3), atol=1e-12)
    np.testing.assert_allclose(turn @ [0, 0, 1], [0, 0, 1])
    assert np.rad2deg(np.arctan2(turn[1, 0], turn[0, 0])) == pytest.approx(ANGLE_DEG)
    pivot = np.array([48.0, 19.2, 0])
    shift = matrix[:3, :3] @ pivot + matrix[:3, 3] - pivot
    assert 3 < np.linalg.norm(shift[:2]) < 10
    assert 0.5 < abs(shift[2]) < 3


def test_displace_moves_a_voxel_to_where_its_matrix_says():
    labels = np.zeros((20, 20, 10), np.uint8)
    labels[4:7, 5:8, 3:6] = 2
    labels[11:15, 5:9, 6] = 1
    matrix = np.eye(4)
    matrix[:3, :3] = [[0, -1, 0], [1, 0, 0], [0, 0, 1]]
    matrix[:3, 3] = [19, 1, 2]
    moved = displace(labels, 2, matrix)
    expected = np.where(labels == 2, 0, labels)
    for i, j, k in np.argwhere(labels == 2):
        expected[19 - j, i + 1, k + 2] = 2
    np.testing.assert_array_equal(moved, expected)
    assert (moved[labels == 1] == 2).any(), "the moved organ lies over another"
    assert moved.dtype == np.uint8


def test_one_matrix_undoes_every_patients_heart(phantom_cohort):
    back = np.linalg.inv(hidden_matrix(PhantomSettings().shape))
    for case, made in phantom_cohort.items():
        result = displace(made.label.array, HEART, back) == HEART
        assert dice(result, made.truth.array == HEART) >= 0.97, case


def test_displaced_hearts_are_far_off_and_stay_in_the_volume(phantom_cohort):
    matrix = hidden_matrix(PhantomSettings().shape)
    for case, made in phantom_cohort.items():
        truth = made.truth.array == HEART
        assert dice(made.label.array == HEART, truth) < 0.6, case
        places = np.argwhere(truth) @ matrix[:3, :3].T + matrix[:3, 3]
        inside = np.all((places > -0.5) & (places < np.array(truth.shape) - 0.5), axis=1)
        assert inside.mean() > 0.995, case


def test_displaced_hearts_overwrite_little_of_other_organs(phantom_cohort):
    for case, made in phantom_cohort.items():
        truth, label = made.truth.array, made.label.array
        others = (truth > 0) & (truth != HEART)
        changed = others & (label != truth)
        assert (label[changed] == HEART).all(), case
        assert changed.sum() <= 0.05 * others.sum(), case
        vacated = (truth == HEART) & (label != HEART)
        assert (label[vacated] == 0).all(), case


def test_nothing_but_the_phantom_knows_the_hidden_transform():
    source = Path(segstudy.__file__).parent
    outside = [path for path in source.rglob("*.py") if source / "phantom" not in path.parents]
    assert len(outside) > 10
    words = ("phantom.displacement", "phantom import displacement", "hidden_matrix")
    assert [path.name for path in outside if any(word in path.read_text() for word in words)] == []
