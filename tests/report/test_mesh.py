import base64

import numpy as np
import pytest

from segstudy.report.figures.mesh import MOST_TRIANGLES, decimated, packed
from segstudy.report.figures.surfaces import surface

SPACING = (1.0, 1.0, 1.0)


def ball(radius: float) -> np.ndarray:
    grid = np.stack(np.meshgrid(*[np.arange(70)] * 3, indexing="ij"), axis=-1)
    return ((grid - 35) ** 2).sum(axis=-1) <= radius**2


def enclosed(points: np.ndarray, triangles: np.ndarray) -> float:
    corners = points[triangles] - points.mean(axis=0)
    return float(np.einsum("ij,ij->i", corners[:, 0], np.cross(corners[:, 1], corners[:, 2])).sum() / 6)


def test_a_decimated_surface_keeps_its_shape_and_its_volume() -> None:
    mesh = surface(ball(30), SPACING)
    points, triangles = decimated(mesh)
    assert len(mesh.triangles) > 5 * MOST_TRIANGLES
    assert 300 < len(triangles) <= MOST_TRIANGLES
    assert enclosed(points, triangles) == pytest.approx(enclosed(mesh.points, mesh.triangles), rel=0.05)
    assert np.linalg.norm(points - 35, axis=1) == pytest.approx(30, abs=2)


def test_a_small_surface_is_left_as_it_is() -> None:
    mesh = surface(ball(4), SPACING)
    points, triangles = decimated(mesh)
    assert points is mesh.points and triangles is mesh.triangles


def test_packed_meshes_lie_in_one_box_and_unpack_to_what_they_were() -> None:
    maps = {
        "reference": {"heart": surface(ball(9), SPACING)},
        "arm": {"heart": surface(ball(30), SPACING), "gone": None},
    }
    told = packed(maps, {"heart": "#ff0000", "gone": "#00ff00"}, ["heart"])
    assert [[one["organ"] for one in own] for own in told["maps"]] == [["heart"], ["heart"]]
    small, large = (
        np.frombuffer(base64.b64decode(own[0]["points"]), "<u2").reshape(-1, 3) / 65535 for own in told["maps"]
    )
    assert large.min() == 0 and large.max() == 1
    assert np.ptp(small, axis=0) == pytest.approx(np.full(3, 9 / 30), abs=0.03)
    corners = np.frombuffer(base64.b64decode(told["maps"][0][0]["triangles"]), "<u2")
    assert corners.max() == len(small) - 1
