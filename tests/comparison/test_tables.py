from math import nan

import pandas as pd
import pytest

from segstudy.comparison.tables import read_table, write_table
from segstudy.errors import StudyError


def test_numbers_have_nine_digits_and_nan_is_empty(tmp_path):
    write_table(tmp_path / "t.csv", pd.DataFrame({"arm": ["a"], "patients": [12], "p": [1 / 3], "ci_low": [nan]}))
    assert (tmp_path / "t.csv").read_bytes() == b"arm,patients,p,ci_low\na,12,0.333333333,\n"


def test_names_stay_what_they_are(tmp_path):
    table = pd.DataFrame({"arm": ["NA", "01"], "case": ["001", "null"], "seed": [1, 2], "dice": [0.5, nan]})
    write_table(tmp_path / "t.csv", table)
    back = read_table(tmp_path / "t.csv")
    assert back["arm"].tolist() == ["NA", "01"] and back["case"].tolist() == ["001", "null"]
    assert back["seed"].tolist() == [1, 2] and back["dice"].isna().tolist() == [False, True]
    write_table(tmp_path / "again.csv", back)
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "t.csv").read_bytes()


def test_text_where_a_number_belongs_names_file_and_column(tmp_path):
    (tmp_path / "t.csv").write_text("arm,dice\na,high\n")
    with pytest.raises(StudyError, match=r"t\.csv: column dice"):
        read_table(tmp_path / "t.csv")


@pytest.mark.parametrize("content", [None, ""])
def test_a_table_that_is_not_there_or_empty_is_named(tmp_path, content):
    if content is not None:
        (tmp_path / "t.csv").write_text(content)
    with pytest.raises(StudyError, match=r"t\.csv: cannot be read"):
        read_table(tmp_path / "t.csv")
