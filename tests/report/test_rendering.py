import dataclasses
import re

import numpy as np
import pytest

from segstudy.report.chosen import chosen
from segstudy.report.figures.rendering import View, render
from segstudy.report.figures.surfaces import surface
from segstudy.report.sections.renderings import renderings

SPACING = (1.0, 1.5, 2.0)
FRONT = View(turned_deg=0, raised_deg=0, pixels=60)
COLORS = {"red": "#ff0000", "blue": "#0000ff"}


def ball(center, radius, shape=(40, 30, 24)):
    grid = np.stack(np.meshgrid(*[np.arange(size) for size in shape], indexing="ij"), axis=-1) * SPACING
    return ((grid - center) ** 2).sum(axis=-1) <= radius**2


def test_a_surface_encloses_what_its_mask_holds_and_faces_outwards() -> None:
    center = np.array([19.0, 21.0, 22.0])
    mesh = surface(ball(center, 12), SPACING)
    corners = mesh.points[mesh.triangles] - center
    volume = abs(np.einsum("ij,ij->i", corners[:, 0], np.cross(corners[:, 1], corners[:, 2])).sum()) / 6
    # Smoothing by sigma moves a sphere's border inwards by about sigma² / radius.
    shrunk = 12 - (0.7 * np.mean(SPACING)) ** 2 / 12
    assert volume == pytest.approx(4 / 3 * np.pi * shrunk**3, rel=0.04)
    away = mesh.points - center
    assert np.linalg.norm(away, axis=1) == pytest.approx(12, abs=1.1)
    assert (np.einsum("ij,ij->i", away, mesh.normals) > 0).all()


def test_thin_and_empty_masks() -> None:
    thin = np.zeros((9, 9, 9), bool)
    thin[4, 4, 1:8] = True
    assert len(surface(thin, SPACING).triangles) > 20
    assert surface(thin & ~thin, SPACING) is None
    filled = surface(np.ones((4, 4, 4), bool), SPACING)
    assert filled.points.min() < 0 < filled.points.max()


def test_the_patients_left_is_on_the_right_and_the_head_on_top() -> None:
    view = FRONT.around(np.array([[-10.0, 0, -10], [10, 0, 10]]), np.empty((0, 3)))
    columns, rows, near = view.project(np.array([[-8.0, 0, 8], [8, 0, 8], [0, 5, 0]])).T
    assert columns[0] > columns[1] and rows[0] < 60 < 120
    assert near[2] > near[0]
    turned = dataclasses.replace(view, turned_deg=90.0).project(np.array([[-8.0, 0, 0], [8, 0, 0]]))
    assert turned[0, 2] > turned[1, 2], "from the patient's left"
    assert np.allclose(View().axes @ View().axes.T, np.eye(3)) and np.linalg.det(View().axes) == pytest.approx(1)


def test_what_is_nearer_hides_what_is_behind_it_unless_it_is_clear() -> None:
    behind, front = (surface(ball((20, y, 24), 7), SPACING) for y in (10, 32))
    view = FRONT.around(np.concatenate([behind.points, front.points]), np.empty((0, 3)))
    picture = render({"red": behind, "blue": front}, COLORS, view)
    red, _, blue = picture[30, 30].astype(int)
    assert blue > 100 and red < 20
    through = render({"red": behind, "blue": front}, COLORS, view, clear=["blue"])[30, 30]
    assert through[0] > 40 and through[2] > 40
    assert picture[0, 0].tolist() == [255, 255, 255]


def test_a_surface_has_no_holes() -> None:
    mesh = surface(ball((19, 21, 22), 12), SPACING)
    view = FRONT.around(mesh.points, np.empty((0, 3)))
    white = (render({"red": mesh}, COLORS, view) == 255).all(axis=2)
    rows, columns = np.indices(white.shape) - 29.5
    radius = 12 / view.side * view.pixels
    assert not white[np.hypot(rows, columns) < 0.93 * radius].any()
    assert white[np.hypot(rows, columns) > 1.07 * radius].all()


def test_predictions_far_off_do_not_shrink_the_picture() -> None:
    reference = np.array([[0.0, 0, 0], [100, 0, 100]])
    assert FRONT.around(reference, np.array([[0.0, 0, 900]])).side == pytest.approx(1.06 * 140)
    assert FRONT.around(np.empty((0, 3)), reference).side == pytest.approx(106)


def test_the_median_patient_of_the_best_arm_is_shown_or_the_one_that_is_asked_for(made_input) -> None:
    picked = chosen(made_input)
    values = made_input.metrics.query("arm == 'full+augmentation'").groupby("case")["dice"].mean().sort_values()
    assert (picked.best, picked.case) == ("full+augmentation", values.index[5])
    config = {**made_input.facts.config, "report": {"patient": "P03"}}
    asked = dataclasses.replace(made_input, facts=dataclasses.replace(made_input.facts, config=config))
    assert chosen(asked).case == "P03"
    assert chosen(dataclasses.replace(made_input, metrics=made_input.metrics.iloc[:0])) is None


def test_truth_baseline_and_best_arm_are_shown_in_less_than_150_kilobytes_and_turn_in_as_many(made_input) -> None:
    html = renderings(made_input).html
    assert re.findall(r'<img .*? alt="Surfaces of ([^"]*?) of (P\d\d), ([^"]*?), from', html) == [
        ("esophagus, heart, trachea, aorta", chosen(made_input).case, title)
        for title in ("the reference", "raw", "full+augmentation")
    ]
    solids = re.search(r'data-solids="([^"]*)"', html)[1]
    assert len(html) - len(solids) < 150_000 and len(solids) < 150_000
    bare = renderings(dataclasses.replace(made_input, predictions={})).html
    assert "No picture of" in bare and "there is no prediction of raw" in bare
