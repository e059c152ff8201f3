import numpy as np
import pytest
from scipy.spatial.distance import cdist

from segstudy.volumes.surfaces.nearest import nearest_mm


def _scattered(seed, shape, count):
    return np.random.default_rng(seed).integers(0, shape, (count, 3))


@pytest.mark.parametrize(
    ("shape", "spacing"),
    [
        ((12, 10, 8), (1.0, 1.0, 1.0)),
        ((40, 30, 20), (0.977, 0.977, 2.5)),
        ((20, 40, 10), (0.3, 4.0, 1.7)),
        # So empty that a tree is asked.
        ((250, 250, 120), (0.977, 0.977, 2.5)),
        # More voxels than planes are made of.
        ((400, 400, 150), (0.977, 0.977, 2.5)),
    ],
)
def test_nearest_distance_agrees_with_comparing_every_pair(shape, spacing):
    points = _scattered(1, shape, 400)
    targets = np.concatenate([_scattered(2, np.array(shape) // 4 + 1, 30), [[0, 0, 0]]])
    points = np.concatenate([points, [np.array(shape) - 1], targets[:1]])
    expected = cdist(points * spacing, targets * spacing).min(axis=1)
    assert np.abs(nearest_mm(points, targets, spacing) - expected).max() < 1e-9


def test_distance_to_oneself_is_zero():
    points = _scattered(3, (9, 9, 9), 50)
    assert not nearest_mm(points, points, (0.7, 0.8, 3.0)).any()
