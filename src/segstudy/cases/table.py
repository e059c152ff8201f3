"""`cases.csv`: one row a case."""

import csv
import io
import os
from collections.abc import Iterable
from pathlib import Path

from segstudy.cases.cohort import CaseRow
from segstudy.errors import StudyError
from segstudy.files import write_text

COLUMNS = (
    "case",
    "patient",
    "image",
    "label",
    "shape",
    "spacing_mm",
    "orientation",
    "image_sha256",
    "label_sha256",
    "status",
    "reason",
)


def write_cases(path: str | os.PathLike[str], rows: Iterable[CaseRow]) -> None:
    """Write `cases.csv`, whole or not at all."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows([getattr(row, column) for column in COLUMNS] for row in rows)
    # a file name that is no text (not UTF-8) is written with escapes
    write_text(path, text.getvalue().encode("utf-8", "backslashreplace").decode("utf-8"))


def read_cases(path: str | os.PathLike[str]) -> list[CaseRow]:
    """Read `cases.csv`, every value as text. Raises StudyError where columns are missing."""
    with Path(path).open(encoding="utf-8", newline="") as file:
        table = csv.DictReader(file)
        if missing := [column for column in COLUMNS if column not in (table.fieldnames or ())]:
            raise StudyError(f"{path}: has no column {missing[0]}; make it again with the stage `cases`")
        return [CaseRow(**{column: row[column] for column in COLUMNS}) for row in table]
