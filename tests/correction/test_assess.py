import csv

import numpy as np
import pytest

from segstudy.correction.assess import assess_methods
from segstudy.correction.overlap import overlap
from segstudy.correction.quality import QualityRow, write_quality
from segstudy.correction.rigid import RigidTransform


@pytest.fixture
def rows(heart, displaced_in_full) -> list[QualityRow]:
    correct = heart((80, 76, 28), (42, 32, 13), (16, 11, 7)).astype(np.uint8) * 2
    correct[50:60, 40:50, 4:20][correct[50:60, 40:50, 4:20] == 0] = 4
    hidden = RigidTransform(18.0, (20.0, 60.0, 0.0), (12.0, 3.0, 1.0))
    displaced = np.where(correct == 2, 0, correct)
    displaced[displaced_in_full(correct == 2, hidden)] = 2
    estimates, rows = assess_methods(displaced, correct, 2, "P27")
    assert estimates["rigid"].transform.angle_deg == pytest.approx(18, abs=0.2)
    assert rows[0].dice == overlap(displaced == 2, correct == 2).dice
    assert rows[0].overwritten_voxels == ((displaced == 2) & (correct == 4)).sum() > 0
    return rows


def test_every_method_is_measured_on_the_reference_and_rigid_is_best(rows):
    assert [row.method for row in rows] == ["none", "shift", "rigid"]
    none, shift, rigid = rows
    assert none.dice < shift.dice - 0.1 < rigid.dice - 0.1 and rigid.dice > 0.97
    assert {row.case for row in rows} == {"P27"} and rigid.seconds > 0


def test_the_table_holds_every_row_and_leaves_open_what_is_not_known(tmp_path, rows):
    rows.append(QualityRow.from_json(QualityRow("rigid", "a, b", lost_voxels=3).to_json()))
    write_quality(tmp_path / "quality.csv", rows)
    with (tmp_path / "quality.csv").open(newline="") as file:
        table = list(csv.DictReader(file))
    assert [row["method"] for row in table] == ["none", "shift", "rigid", "rigid"]
    assert float(table[2]["dice"]) == rows[2].dice
    assert (table[3]["case"], table[3]["lost_voxels"], table[3]["dice"]) == ("a, b", "3", "")
