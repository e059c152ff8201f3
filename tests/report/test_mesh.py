import base64
import dataclasses

import numpy as np
import pytest

from segstudy.report.figures.mesh import MOST_TRIANGLES, REACH_MM, decimated, packed
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


def unpacked(scene, number):
    (mesh,) = scene["maps"][number]
    corners = np.frombuffer(base64.b64decode(mesh["points"]), "<u2").reshape(-1, 3)
    return corners / 65535 * scene["side"] + scene["low"], np.frombuffer(base64.b64decode(mesh["triangles"]), "<u2")


def test_packed_meshes_unpack_to_what_they_were() -> None:
    maps = {
        "reference": {"heart": surface(ball(9), SPACING)},
        "arm": {"heart": surface(ball(30), SPACING), "gone": None},
    }
    scene = packed(maps, "reference", {"heart": "#ff0000", "gone": "#00ff00"}, ["heart"])
    assert [[one["organ"] for one in own] for own in scene["maps"]] == [["heart"], ["heart"]]
    for number, (title, radius) in enumerate((("reference", 9), ("arm", 30))):
        points, triangles = unpacked(scene, number)
        peer, _ = decimated(maps[title]["heart"])
        assert points == pytest.approx(peer, abs=0.01) and triangles.max() == len(points) - 1
        assert np.ptp(points, axis=0) == pytest.approx(np.full(3, 2 * radius), abs=1.5)
    assert scene["middle"] == pytest.approx([35, 35, 35], abs=0.5) and scene["half"] == pytest.approx(30, abs=1)
    with pytest.raises(ValueError, match="no map holds a surface"):
        packed({"reference": {"heart": None}}, "reference", {}, [])


def test_what_is_predicted_far_off_does_not_make_the_figure_smaller() -> None:
    far = surface(ball(9), SPACING)
    far = dataclasses.replace(far, points=far.points + [0, 0, 900])
    maps = {"reference": {"heart": surface(ball(9), SPACING)}, "arm": {"heart": far}}
    scene = packed(maps, "reference", {"heart": "#ff0000"}, [])
    assert scene["half"] == pytest.approx((18 + REACH_MM) / 2, abs=1)
    assert scene["middle"] == pytest.approx([35, 35, 35 + REACH_MM / 2], abs=0.5)
    alone = packed({"reference": {"heart": None}, "arm": {"heart": far}}, "reference", {"heart": "#ff0000"}, [])
    assert alone["half"] == pytest.approx(9, abs=0.5) and alone["middle"] == pytest.approx([35, 35, 935], abs=0.5)
