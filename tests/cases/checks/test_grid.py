import numpy as np

from segstudy.cases.checks.grid import check_same_grid
from segstudy.cases.checks.header import Header, corner_distance


def header(affine, shape=(20, 30, 10)) -> Header:
    return Header(shape, np.dtype("i2"), 352, None, None, np.asarray(affine, float), (1, 1, 1))


def test_corner_distance_is_that_of_all_corners():
    rng = np.random.default_rng(0)
    first, second = np.eye(4), np.eye(4)
    first[:3], second[:3] = rng.normal(size=(2, 3, 4))
    corners = [np.array([i, j, k, 1]) for i in (0, 19) for j in (0, 29) for k in (0, 9)]
    expected = max(np.linalg.norm(((first - second) @ corner)[:3]) for corner in corners)
    assert np.isclose(corner_distance((20, 30, 10), first, second), expected)


def test_the_kind_of_difference_is_named():
    base = np.diag([1, 1, 3, 1.0])
    turned, shifted = base.copy(), base.copy()
    angle = np.deg2rad(3)
    turned[:2, :2] = [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
    shifted[2, 3] = 1
    assert check_same_grid(header(base), header(base)) == []
    assert "different shapes" in check_same_grid(header(base), header(base, (20, 30, 9)))[0]
    assert "spacing 1x1x3 and 1x1x2 mm" in check_same_grid(header(base), header(np.diag([1, 1, 2, 1])))[0]
    assert "orientation RAS and LAS" in check_same_grid(header(base), header(np.diag([-1, 1, 3, 1])))[0]
    assert "shifted or turned" in check_same_grid(header(base), header(turned))[0]
    assert "corners up to 1 mm apart" in check_same_grid(header(base), header(shifted))[0]
    shifted[2, 3] = 0.05
    assert check_same_grid(header(base), header(shifted)) == []
