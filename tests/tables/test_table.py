import math
from dataclasses import dataclass
from typing import Literal

import pandas as pd
import pytest

from segstudy.running.errors import StudyError
from segstudy.tables.frames import frame, read_frame, write_frame
from segstudy.tables.table import Column, Kind, Table, numbers, texts, wholes

MADE = Table("made.csv", (*texts("arm"), *wholes("patients"), *wholes("lost", optional=True), *numbers("p")))
ROWS = [["001", 12, 3, 1 / 3], ["NA", 0, None, math.nan]]
TEXT = "arm,patients,lost,p\n001,12,3,0.333333333\nNA,0,,\n"


def test_the_text_of_rows_has_nine_digits_and_nothing_where_nothing_is_known(tmp_path):
    MADE.write(tmp_path / "made.csv", ROWS)
    assert (tmp_path / "made.csv").read_text() == TEXT == MADE.text(ROWS)


def test_numbers_of_a_table_without_digits_come_back_exactly(tmp_path):
    exact = Table("exact.csv", numbers("a"), digits=None)
    exact.write(tmp_path / "a.csv", [[0.1 + 0.2], [1e-17]])
    assert [row["a"] for row in exact.read(tmp_path / "a.csv")] == [0.1 + 0.2, 1e-17]


def test_values_read_have_the_types_of_their_columns(tmp_path):
    (tmp_path / "made.csv").write_text(TEXT)
    first, second = MADE.read(tmp_path / "made.csv")
    assert first == {"arm": "001", "patients": 12, "lost": 3, "p": 0.333333333}
    assert second["arm"] == "NA" and second["lost"] is None and math.isnan(second["p"])


def test_a_frame_read_and_written_gives_the_same_bytes(tmp_path):
    (tmp_path / "made.csv").write_text(TEXT.replace(",3,", ",,"))
    read = read_frame(tmp_path / "made.csv", MADE)
    assert read["arm"].tolist() == ["001", "NA"]
    assert [read[name].dtype.kind for name in ("patients", "lost", "p")] == ["i", "f", "f"]
    write_frame(tmp_path / "again.csv", MADE, read)
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "made.csv").read_bytes()


@pytest.mark.parametrize("read", [MADE.read, lambda path: read_frame(path, MADE)], ids=["rows", "frame"])
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("arm,lost,p\n", "made.csv: no column patients; the columns of made.csv are arm, patients, lost, p"),
        ("arm,patients,lost,p,dcie\n", "unknown column dcie"),
        ("arm,patients,lost,p\na,many,,1\n", "many"),
        ("arm,patients,lost,p\na,1,,high\n", "high"),
        ("", "made.csv"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(tmp_path, text, message, read):
    (tmp_path / "made.csv").write_text(text)
    with pytest.raises(StudyError, match=message):
        read(tmp_path / "made.csv")


@pytest.mark.parametrize("read", [MADE.read, lambda path: read_frame(path, MADE)], ids=["rows", "frame"])
def test_a_file_that_is_not_there_is_named(tmp_path, read):
    with pytest.raises(StudyError, match="made.csv: cannot be read as a table"):
        read(tmp_path / "made.csv")


def test_a_frame_with_other_columns_is_not_written(tmp_path):
    right = frame(MADE)
    for wrong in (right.drop(columns="p"), right.assign(more=1), right[["p", "arm", "patients", "lost"]]):
        with pytest.raises(ValueError, match="made.csv has the columns"):
            write_frame(tmp_path / "made.csv", MADE, wrong)
    assert not (tmp_path / "made.csv").exists()


def test_further_columns_are_numbers_where_all_of_them_are(tmp_path):
    trials = Table("trials.csv", wholes("trial"), more=True)
    made = pd.DataFrame({"trial": [0, 1], "rate": [0.5, None], "loss": ["ce", "dice"]})
    write_frame(tmp_path / "trials.csv", trials, made)
    pd.testing.assert_frame_equal(read_frame(tmp_path / "trials.csv", trials), made)


def test_a_frame_has_its_types_with_and_without_rows():
    rows = [{"p": 1, "arm": "a", "lost": None, "patients": 3}]
    for made in (frame(MADE), frame(MADE, rows), frame(MADE, pd.DataFrame(rows))):
        assert list(made) == MADE.names
        assert [made[name].dtype.kind for name in MADE.names[1:]] == ["i", "f", "f"]


def test_a_row_class_declares_its_columns():
    @dataclass(frozen=True)
    class Row:
        case: str
        severity: Literal["wrong", "look"]
        voxels: int
        lost: int | None = None
        dice: float | None = None
        note: str | None = None

    table = Table.of("rows.csv", Row)
    assert table.columns == (
        *texts("case", "severity"),
        *wholes("voxels"),
        Column("lost", Kind.WHOLE, optional=True),
        *numbers("dice"),
        *texts("note"),
    )
    assert table.text([table.fields(Row("a", "look", 5))]) == "case,severity,voxels,lost,dice,note\na,look,5,,,\n"
