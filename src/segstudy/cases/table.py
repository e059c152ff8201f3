"""`cases.csv`: one row a case."""

import csv
import io
import os
from collections.abc import Iterable

from segstudy.cases.cohort import CaseRow
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
