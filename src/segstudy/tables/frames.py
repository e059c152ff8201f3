"""Tables as data frames."""

import os
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from segstudy.running.errors import StudyError
from segstudy.running.files import whole
from segstudy.tables.table import Column, Kind, Table

_TYPES = {Kind.TEXT: "str", Kind.WHOLE: "int64", Kind.NUMBER: "float64"}


def frame(table: Table, rows: pd.DataFrame | Iterable[Mapping[str, Any]] = ()) -> pd.DataFrame:
    """Rows as a frame with the columns of `table`, each of its type whether there are rows or not."""
    made = pd.DataFrame(rows if isinstance(rows, pd.DataFrame) else list(rows), columns=table.names)
    types = {column.name: "float64" if column.optional else _TYPES[column.kind] for column in table.columns}
    return made.reset_index(drop=True).astype(types)


def read_frame(path: str | os.PathLike[str], table: Table) -> pd.DataFrame:
    """Read a file of this kind: names stay text (`001`, `NA`), an empty number is NaN.

    Raises:
        StudyError: the file is not there, is no such table, or has a text where a number belongs.
    """
    read = _texts(path)
    table.check_header(path, list(read.columns))
    for column in table.columns:
        read[column.name] = _typed(path, read[column.name], column)
    for name in read.columns.difference(table.names):
        numbers = pd.to_numeric(read[name].replace("", "nan"), errors="coerce")
        if (numbers.notna() | (read[name] == "")).all():
            read[name] = numbers
    return read


def header_of(path: str | os.PathLike[str]) -> list[str]:
    """The names of a file's columns.

    Raises:
        StudyError: the file is not there or is no table.
    """
    return list(_texts(path, rows=0).columns)


def write_frame(path: str | os.PathLike[str], table: Table, rows: pd.DataFrame) -> None:
    """Write a frame as a file of this kind, whole or not at all: the same frame, the same bytes.

    Raises:
        ValueError: the frame has other columns than the table, or they stand in another order.
    """
    names = list(rows.columns)
    if names[: len(table.names)] != table.names or (len(names) > len(table.names) and not table.more):
        raise ValueError(f"{table.name} has the columns {', '.join(table.names)}, not {', '.join(map(str, names))}")
    digits = None if table.digits is None else f"%.{table.digits}g"
    with whole(path) as beside:
        rows.to_csv(beside, index=False, float_format=digits, lineterminator="\n", encoding="utf-8")


def _texts(path: str | os.PathLike[str], rows: int | None = None) -> pd.DataFrame:
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False, nrows=rows)
    except (OSError, ValueError) as error:
        raise StudyError(f"{path}: cannot be read as a table ({error}); delete it and run again") from error


def _typed(path: str | os.PathLike[str], values: pd.Series, column: Column) -> pd.Series:
    if column.kind is Kind.TEXT:
        return values
    try:
        numbers = values.replace("", "nan").astype(float)
        return numbers.astype("int64") if column.kind is Kind.WHOLE and not column.optional else numbers
    except ValueError as error:
        raise StudyError(
            f"{path}: column {column.name} holds something that is no number ({error}); delete it and run again"
        ) from error
