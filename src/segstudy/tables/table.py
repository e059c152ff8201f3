"""What a CSV of a study holds: its columns, declared once, and the text that is the same whenever the values are."""

import csv
import io
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from segstudy.running.errors import StudyError
from segstudy.running.files import write_text


class Kind(Enum):
    """What stands in a column.

    Names stay text, whatever they look like (`001`, `NA`); an empty number is NaN.
    """

    TEXT = "text"
    WHOLE = "a whole number"
    NUMBER = "a number"


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        name: as in the file's first line.
        kind: what its values are.
        optional: of whole numbers, whether one may be unknown: an empty field, None.
    """

    name: str
    kind: Kind
    optional: bool = False

    def value(self, text: str) -> str | int | float | None:
        """The value of a field.

        Raises:
            ValueError: the field holds something else.
        """
        if self.kind is Kind.TEXT:
            return text
        if self.kind is Kind.NUMBER:
            return float(text or "nan")
        return None if self.optional and not text else int(text)


def texts(*names: str) -> tuple[Column, ...]:
    """Columns of text."""
    return tuple(Column(name, Kind.TEXT) for name in names)


def wholes(*names: str, optional: bool = False) -> tuple[Column, ...]:
    """Columns of whole numbers."""
    return tuple(Column(name, Kind.WHOLE, optional) for name in names)


def numbers(*names: str) -> tuple[Column, ...]:
    """Columns of numbers."""
    return tuple(Column(name, Kind.NUMBER) for name in names)


@dataclass(frozen=True)
class Table:
    """One kind of CSV.

    Attributes:
        name: what the file is called.
        columns: in their order.
        digits: significant digits of numbers; None for as many as tell any two apart. Nine tell any two 32-bit numbers
            apart, and hide the last bits that machines disagree on.
        more: whether any columns may follow, such as the hyper-parameters of a search: text that is a number where all
            of it is.
    """

    name: str
    columns: tuple[Column, ...]
    digits: int | None = 9
    more: bool = False

    @classmethod
    def of(cls, name: str, row: type, digits: int | None = 9) -> "Table":
        """The table whose columns are the fields of a dataclass or named tuple, by their types."""
        return cls(name, tuple(_column(field, kind) for field, kind in get_type_hints(row).items()), digits)

    @property
    def names(self) -> list[str]:
        """The names of the columns."""
        return [column.name for column in self.columns]

    def check_header(self, path: str | os.PathLike[str], header: Sequence[str]) -> None:
        """Raise StudyError where a file's columns are others than those of this table."""
        missing = [name for name in self.names if name not in header]
        unknown = [] if self.more else [name for name in header if name not in self.names]
        twice = sorted({name for name in header if header.count(name) > 1})
        for wrong, what in ((missing, "no column"), (unknown, "unknown column"), (twice, "two columns")):
            if wrong:
                raise StudyError(
                    f"{path}: {what} {', '.join(wrong)}; the columns of {self.name} are {', '.join(self.names)}; "
                    "delete it and run again"
                )

    def fields(self, record: object) -> list[Any]:
        """A row: the attributes of `record` that are called like the columns."""
        return [getattr(record, name) for name in self.names]

    def text(self, rows: Iterable[Sequence[Any]]) -> str:
        """The rows as CSV; None and NaN are empty."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(self.names)
        writer.writerows([self._field(value) for value in row] for row in rows)
        return text.getvalue()

    def write(self, path: str | os.PathLike[str], rows: Iterable[Sequence[Any]]) -> None:
        """Write the rows, whole or not at all."""
        write_text(path, self.text(rows))

    def read(self, path: str | os.PathLike[str]) -> list[dict[str, Any]]:
        """Read a file's rows: the typed value of each column.

        Raises:
            StudyError: the file is not there or is no such table.
        """
        return _read(Path(path), self)

    def _field(self, value: Any) -> str:
        if value is None or value != value:
            return ""
        if isinstance(value, float) and self.digits is not None:
            return f"{value:.{self.digits}g}"
        return str(value)


def _column(name: str, annotation: Any) -> Column:
    arguments = get_args(annotation)
    optional = type(None) in arguments
    kinds = {str: Kind.TEXT, int: Kind.WHOLE, float: Kind.NUMBER}
    plain = next((argument for argument in arguments if argument in kinds), annotation) if optional else annotation
    if get_origin(plain) is Literal:
        plain = str
    return Column(name, kinds[plain], optional and plain is int)


def _read(path: Path, table: Table) -> list[dict[str, Any]]:
    columns: Mapping[str, Column] = {column.name: column for column in table.columns}
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = next(reader, [])
            table.check_header(path, header)
            rows = []
            for fields in reader:
                try:
                    named = zip(header, fields, strict=True)
                    rows.append({name: columns[name].value(text) if name in columns else text for name, text in named})
                except ValueError as error:
                    raise StudyError(f"{path}, line {reader.line_num}: not a row of {table.name} ({error})") from error
            return rows
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise StudyError(f"{path}: cannot be read as a table ({error}); delete it and run again") from error
