import csv

import pytest

from segstudy.cases.cohort import judge_cohort
from segstudy.cases.inspection import Inspection
from segstudy.cases.table import write_case_warnings, write_cases
from segstudy.tables.case_warnings import CASE_WARNINGS
from segstudy.tables.cases import CASES
from segstudy.tables.frames import read_frame

ODD = 'a "quoted", name\nwith a break'


def test_cases_are_written_with_the_contracts_columns_and_read_back(tmp_path):
    result = [
        Inspection("001", "NA", image=ODD, label="l.nii.gz", shape="9x9x9", errors=["x, y"]),
        Inspection("e", "e", image="\udc80.nii"),
    ]
    rows = judge_cohort(result, {"heart": 1}, {}).rows
    write_cases(tmp_path / "sub" / "cases.csv", rows)
    header = (tmp_path / "sub" / "cases.csv").read_text().splitlines()[0]
    assert header == "case,patient,image,label,shape,spacing_mm,orientation,image_sha256,label_sha256,status,reason"
    with (tmp_path / "sub" / "cases.csv").open(encoding="utf-8", newline="") as lines:
        back = list(csv.DictReader(lines))
    assert list(back[0].values()) == [getattr(rows[0], column) for column in CASES.names]
    assert (back[0]["case"], back[0]["patient"], back[0]["image"], back[0]["reason"]) == ("001", "NA", ODD, "x, y")
    assert back[1]["image"] == "\\udc80.nii"


def test_what_is_odd_is_written_with_its_cases_and_read_back(tmp_path):
    rows = [("001", ODD), ("\udc80", "of a file whose name is no text"), ("", "of a fold")]
    write_case_warnings(tmp_path / "odd.csv", rows)
    back = read_frame(tmp_path / "odd.csv", CASE_WARNINGS).to_numpy().tolist()
    assert back == [["001", ODD], ["\\udc80", rows[1][1]], ["", rows[2][1]]]


def test_a_table_that_fails_leaves_the_old_one(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text("old")
    with pytest.raises(AttributeError):
        write_cases(path, [object()])
    assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]
