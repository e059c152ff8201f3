import dataclasses
import json
import re
from html import unescape

import numpy as np
import pytest

from segstudy.report.example_case import example_case
from segstudy.report.figures.surfaces import surface
from segstudy.report.sections.renderings import renderings

SPACING = (1.0, 1.5, 2.0)


def ball(center, radius, shape=(40, 30, 24)):
    grid = np.stack(np.meshgrid(*[np.arange(size) for size in shape], indexing="ij"), axis=-1) * SPACING
    return ((grid - center) ** 2).sum(axis=-1) <= radius**2


def test_a_surface_encloses_what_its_mask_holds_and_faces_outwards() -> None:
    center = np.array([19.0, 21.0, 22.0])
    mesh = surface(ball(center, 12), SPACING)
    corners = mesh.points[mesh.triangles] - center
    # Positive: triangles run counterclockwise seen from outside.
    volume = np.einsum("ij,ij->i", corners[:, 0], np.cross(corners[:, 1], corners[:, 2])).sum() / 6
    # Smoothing by sigma moves a sphere's border inwards by about sigma² / radius.
    shrunk = 12 - (0.7 * np.mean(SPACING)) ** 2 / 12
    assert volume == pytest.approx(4 / 3 * np.pi * shrunk**3, rel=0.04)
    away = mesh.points - center
    assert np.linalg.norm(away, axis=1) == pytest.approx(12, abs=1.1)


def test_thin_and_empty_masks() -> None:
    thin = np.zeros((9, 9, 9), bool)
    thin[4, 4, 1:8] = True
    assert len(surface(thin, SPACING).triangles) > 20
    assert surface(thin & ~thin, SPACING) is None
    filled = surface(np.ones((4, 4, 4), bool), SPACING)
    assert filled.points.min() < 0 < filled.points.max()


def test_the_median_patient_of_the_best_arm_is_shown_or_the_one_that_is_asked_for(made_input, described) -> None:
    picked = example_case(made_input)
    values = made_input.metrics.query("arm == 'full+augmentation'").groupby("case")["dice"].mean().sort_values()
    assert (picked.best, picked.case) == ("full+augmentation", values.index[5])
    config = {**made_input.facts.config, "report": {"patient": "P03"}}
    asked = dataclasses.replace(made_input, facts=dataclasses.replace(made_input.facts, config=config))
    assert example_case(asked).case == "P03"
    assert example_case(described(dataclasses.replace(made_input, metrics=made_input.metrics.iloc[:0]))) is None


def test_truth_baseline_and_best_arm_are_shown_in_less_than_150_kilobytes(made_input) -> None:
    html = renderings(made_input).html
    assert re.findall(r'<canvas .*? aria-label="Surfaces of ([^"]*?) of (P\d\d), ([^"]*?)\. Turns', html) == [
        ("esophagus, heart, trachea, aorta", example_case(made_input).case, title)
        for title in ("the reference", "raw", "full+augmentation")
    ]
    (solids,) = re.findall(r'data-solids="([^"]*)"', html)
    assert len(solids) < 150_000 and len(json.loads(unescape(solids))["maps"]) == 3
    bare = renderings(dataclasses.replace(made_input, predictions={})).html
    assert "No figure of" in bare and "there is no prediction of raw" in bare
