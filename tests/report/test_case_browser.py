import base64
import csv
import dataclasses
import io
import json
import re
from html import unescape

import numpy as np
import pytest

from segstudy.drawing.planes import PLANES
from segstudy.report import downloads
from segstudy.report.metric_values import case_means
from segstudy.report.sections import cases as module
from segstudy.report.sections.cases import cases
from segstudy.volumes.volume import Volume


@pytest.fixture(scope="module")
def html(made_input) -> str:
    return cases(made_input).html


def test_every_case_is_there_worst_first_with_its_dice_in_every_arm(made_input, html) -> None:
    means = case_means(made_input)
    best = means[means["arm"] == "full+augmentation"].sort_values("value")
    assert re.findall(r'data-case="(\w+)"', html) == list(best["case"])
    shown = re.findall(r'<span class="figures">([\d.]+)</span>', html)
    assert shown == [f"{value:.3f}" for value in best["value"]]
    assert html.count('<th scope="row">') == len(means)


def test_a_case_has_three_planes_with_the_reference_and_only_the_best_arm_drawn(html) -> None:
    case = html[html.index('data-case="P03"') :]
    case = case[: case.index("</details>")]
    assert re.findall(r"<p>(Axial|Coronal|Sagittal), slice", case) == ["Axial", "Coronal", "Sagittal"]
    assert case.count("data:image/webp;base64,") == 3
    drawn = set(re.findall(r'<path d="[^"]*" data-of="([^"]*)"[^>]*?(hidden)?>', case))
    assert {of for of, hidden in drawn if not hidden} == {"the reference", "full+augmentation"}
    assert {of for of, hidden in drawn if hidden} == {"raw", "full", "full+postprocessing"}
    assert set(re.findall(r'<g data-organ="(\w+)"', case)) == {"esophagus", "heart", "trachea", "aorta"}


def test_the_csv_holds_what_was_measured(made_input, html) -> None:
    rows = list(csv.DictReader(io.StringIO(base64.b64decode(re.search(r"text/csv;base64,([^\"]*)", html)[1]).decode())))
    told = {(row["arm"], row["case"], row["organ"]): float(row["value"]) for row in rows}
    metrics = made_input.metrics.dropna(subset=["dice"])
    assert told == {(row.arm, row.case, row.organ): pytest.approx(row.dice) for row in metrics.itertuples()}


def test_of_many_cases_the_worst_are_drawn_and_the_rest_counted(made_input, monkeypatch) -> None:
    monkeypatch.setattr(module, "MOST_CASES", 2)
    page = cases(made_input).html
    assert page.count("panels planes") == 2
    assert "The 2 worst have figures; the other 10" in page
    assert page.count("data-case=") == 12


def test_of_very_many_cases_those_after_the_worst_are_in_the_page_as_numbers(made_input, html, monkeypatch) -> None:
    monkeypatch.setattr(module, "LISTED", 3)
    monkeypatch.setattr(downloads, "MOST_ROWS", 100)
    page = cases(made_input).html
    listed = re.findall(r'data-case="(\w+)"', html)
    assert re.findall(r'data-case="(\w+)"', page) == listed[:3]
    stored = json.loads(unescape(re.search(r'data-more="([^"]*)"', page)[1]))
    assert [case[0] for case in stored["cases"]] == listed[3:]
    rows = made_input.metrics.set_index(["arm", "case", "organ"])
    for case, *_, scores in stored["cases"]:
        for place, _, *dice in scores:
            for organ, value in zip(stored["organs"], dice, strict=True):
                row = rows.loc[(stored["arms"][place], case, organ)]
                there, outcome = value if isinstance(value, list) else (value, "ok")
                assert outcome.replace(" ", "_") == row["outcome"]
                assert there == pytest.approx(row["dice"], abs=5e-4) if row["dice"] == row["dice"] else there is None
    assert "in all 12." in " ".join(page.split()).replace("\n", " ") and "metrics.csv" in page
    assert "text/csv" not in page and "text/csv" in html


def test_a_case_whose_files_are_gone_says_so_and_keeps_its_numbers(made_input) -> None:
    page = cases(dataclasses.replace(made_input, files={}, predictions={})).html
    assert page.count("No figure: there is no scan") == 12
    assert page.count('<th scope="row">') == 48


def test_planes_show_head_and_front_on_top_and_the_right_side_or_the_front_on_the_left() -> None:
    array = np.zeros((3, 4, 5))
    array[2, 3, 4] = 1  # right, front, head
    volume = Volume(array, np.diag([1.0, 2.0, 3.0, 1.0]))
    sizes = []
    for plane in PLANES:
        image = plane.cut(array, array.shape[plane.across] - 1)
        assert image[0, 0] == 1 and image.sum() == 1
        sizes.append((image.shape, plane.pixel_mm(volume)))
    assert sizes == [((4, 3), (2.0, 1.0)), ((5, 3), (3.0, 1.0)), ((5, 4), (3.0, 2.0))]
