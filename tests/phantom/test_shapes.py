import numpy as np
import pytest

from segstudy.phantom.shapes import bend, ellipsoid, outline, smooth_union, tube

RNG = np.random.default_rng(0)
AT = tuple(RNG.uniform(-30, 30, size=(3, 400)).astype(np.float32))


def test_ellipsoid_of_equal_radii_is_the_distance_to_a_sphere():
    expected = np.linalg.norm(np.array(AT).T - (3, -4, 5), axis=1) - 9
    np.testing.assert_allclose(ellipsoid(AT, (3, -4, 5), (9, 9, 9)), expected, atol=1e-3)


def test_turned_ellipsoid_holds_the_points_its_equation_holds():
    axes = np.linalg.qr(RNG.normal(size=(3, 3)))[0]
    inside = (((np.array(AT).T @ axes.T) / (25, 12, 8)) ** 2).sum(axis=1) < 1
    assert inside.any()
    np.testing.assert_array_equal(ellipsoid(AT, (0, 0, 0), (25, 12, 8), axes) < 0, inside)


@pytest.mark.parametrize("widening", [1.0, 1.5])
def test_tube_is_the_distance_to_its_densely_sampled_path(widening):
    points = [(-20, 0, 5), (0, 10, 0), (15, -5, -20)]
    samples = np.concatenate([np.linspace(a, b, 4000) for a, b in zip(points, points[1:], strict=False)])
    squeezed = [1 / widening, 1, 1]
    gaps = np.linalg.norm((np.array(AT).T[:, None] - samples[None]) * squeezed, axis=2)
    np.testing.assert_allclose(tube(AT, points, [4, 4, 4], widening), gaps.min(axis=1) - 4, atol=1e-2)


def test_tube_takes_its_radius_from_point_to_point():
    at = tuple(np.array([axis], np.float32) for axis in (5, 10, 0))
    assert tube(at, [(0, 0, 0), (10, 0, 0)], [2, 4])[0] == pytest.approx(10 - 3, abs=1e-5)


def test_outline_of_equal_axes_is_the_distance_to_a_circle():
    radius = np.float32(12)
    np.testing.assert_allclose(outline(AT[0], AT[1], radius, radius, 2), np.hypot(AT[0], AT[1]) - 12, atol=1e-3)


def test_smooth_union_holds_both_solids_and_equals_the_union_away_from_creases():
    first, second = ellipsoid(AT, (-8, 0, 0), (10, 10, 10)), ellipsoid(AT, (8, 0, 0), (10, 10, 10))
    plain, blended = np.minimum(first, second), smooth_union([first, second], 6)
    assert (blended <= plain + 1e-4).all()
    away = np.abs(first - second) > 6
    np.testing.assert_allclose(blended[away], plain[away], atol=1e-4)
    assert (blended[~away] < plain[~away]).any()


def test_bend_is_constant_beyond_its_knots():
    np.testing.assert_allclose(bend(np.array([-9.0, 1.0, 99.0]), [0, 2], [10, 20]), [10, 15, 20])
