import csv

import numpy as np
import pytest

from segstudy.config.sections.correction_methods import METHODS
from segstudy.correction.compare import best_method, compare, estimate_all
from segstudy.correction.pair import Pair
from segstudy.correction.rigid import RigidTransform
from segstudy.tables.correction import QUALITY
from segstudy.tables.quality import QualityRow
from segstudy.volumes.overlap import overlap
from segstudy.volumes.surfaces.distances import surface_distances

PREFERRED = ["rigid", "elastix_affine", "centroid_rotation", "centroid"]
COMPARED = ("centroid", "centroid_rotation", "rigid")
HIDDEN = RigidTransform(18.0, (20.0, 60.0, 0.0), (12.0, 3.0, 1.0))
GRID = np.diag([-0.9, -0.9, 2.5, 1.0])


@pytest.fixture(scope="module")
def make_pair(heart, displaced_in_full):
    def make(case: str, center) -> Pair:
        correct = heart((90, 86, 28), center, (16, 11, 7)).astype(np.uint8) * 2
        correct[50:60, 40:50, 4:20][correct[50:60, 40:50, 4:20] == 0] = 4
        displaced = np.where(correct == 2, 0, correct)
        displaced[displaced_in_full(correct == 2, HIDDEN)] = 2
        return Pair(case, displaced, correct, GRID)

    return make


@pytest.fixture(scope="module")
def rows(make_pair) -> list[QualityRow]:
    reference, other = make_pair("P27", (42, 32, 13)), make_pair("P01", (30, 52, 13))
    estimated = estimate_all(reference, 2, {method: METHODS[method].estimator for method in COMPARED})
    assert estimated["rigid"][0].transform.angle_deg == pytest.approx(18, abs=0.2)
    rows = list(compare(estimated, [reference, other], 2))
    assert rows[0].dice == overlap(reference.displaced == 2, reference.correct == 2).dice
    apart = surface_distances(reference.correct == 2, reference.displaced == 2, (0.9, 0.9, 2.5))
    assert rows[0].hd95_mm == pytest.approx(apart.hd95_mm, abs=1e-3)
    covered = ((reference.displaced == 2) & (reference.correct == 4)).sum()
    assert rows[0].overwritten_voxels == covered > 0
    return rows


def test_rigid_is_ahead_of_the_published_method_where_the_heart_lies_elsewhere(rows):
    assert [row.method for row in rows] == ["none", "centroid", "centroid_rotation", "rigid"] * 2
    dice = {(row.case, row.method): row.dice for row in rows}
    assert dice["P27", "none"] < dice["P27", "centroid"] < dice["P27", "rigid"] - 0.05
    assert dice["P27", "centroid_rotation"] > 0.97 and dice["P27", "rigid"] > 0.97
    assert dice["P01", "rigid"] > 0.97 > 0.9 > dice["P01", "centroid_rotation"]


def test_the_table_tells_how_far_labels_were_turned_and_moved(rows):
    by_method = {row.method: row for row in rows if row.case == "P01"}
    assert by_method["rigid"].rotation_deg == pytest.approx(18, abs=0.2)
    assert by_method["centroid"].rotation_deg == 0
    center = np.array([[30.0, 52.0, 13.0]])
    expected = np.linalg.norm((HIDDEN(center) - center)[0] * (0.9, 0.9, 2.5))
    assert by_method["rigid"].translation_mm == pytest.approx(expected, abs=1.0)
    assert by_method["rigid"].seconds > 0


def test_best_is_never_a_method_that_only_fits_the_reference_as_well(rows):
    assert best_method(rows, "P27", PREFERRED) == "rigid"
    lone = [row for row in rows if row.method in ("none", "centroid", "centroid_rotation")]
    assert best_method(lone, "P27", PREFERRED) == "centroid_rotation"
    clear = [QualityRow("rigid", "a", iou=0.8), QualityRow("elastix_affine", "a", iou=0.9)]
    assert best_method(clear, "a", PREFERRED) == "elastix_affine"


def test_the_table_holds_every_row_and_leaves_open_what_is_not_known(tmp_path, rows):
    more = [*rows, QualityRow.from_json(QualityRow("rigid", "a, b", lost_voxels=3, note="in doubt").to_json())]
    QUALITY.write(tmp_path / "quality.csv", map(QUALITY.fields, more))
    with (tmp_path / "quality.csv").open(newline="") as file:
        table = list(csv.DictReader(file))
    assert list(table[0])[:10] == [
        "method", "case", "iou", "dice", "hd95_mm", "seconds", "rotation_deg", "translation_mm", "lost_voxels",
        "overwritten_voxels",
    ]  # fmt: skip
    assert float(table[3]["dice"]) == rows[3].dice
    assert (table[-1]["case"], table[-1]["lost_voxels"], table[-1]["dice"]) == ("a, b", "3", "")
