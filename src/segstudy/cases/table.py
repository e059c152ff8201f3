"""`cases.csv`: one row a case."""

import os
from collections.abc import Iterable

from segstudy.cases.cohort import CaseRow
from segstudy.running.files import write_text
from segstudy.tables.cases import CASES


def write_cases(path: str | os.PathLike[str], rows: Iterable[CaseRow]) -> None:
    """Write `cases.csv`, whole or not at all."""
    text = CASES.text(map(CASES.fields, rows))
    # a file name that is no text (not UTF-8) is written with escapes
    write_text(path, text.encode("utf-8", "backslashreplace").decode("utf-8"))
