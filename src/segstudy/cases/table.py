"""`cases.csv`: one row a case; `case_warnings.csv`: what is odd about those that can be used."""

import os
from collections.abc import Iterable, Sequence

from segstudy.cases.cohort import CaseRow
from segstudy.running.files import write_text
from segstudy.tables.case_warnings import CASE_WARNINGS
from segstudy.tables.cases import CASES
from segstudy.tables.table import Table


def write_cases(path: str | os.PathLike[str], rows: Iterable[CaseRow]) -> None:
    """Write `cases.csv`, whole or not at all."""
    _write(path, CASES, map(CASES.fields, rows))


def write_case_warnings(path: str | os.PathLike[str], warnings: Iterable[tuple[str, str]]) -> None:
    """Write `case_warnings.csv`, whole or not at all.

    Args:
        path: Of the file.
        warnings: Each case and what is odd about it; no name where it is about no single case.
    """
    _write(path, CASE_WARNINGS, warnings)


def _write(path: str | os.PathLike[str], table: Table, rows: Iterable[Sequence[str]]) -> None:
    # a file name that is no text (not UTF-8) is written with escapes
    write_text(path, table.text(rows).encode("utf-8", "backslashreplace").decode("utf-8"))
