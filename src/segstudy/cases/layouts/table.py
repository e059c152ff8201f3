"""Layout `table`: a CSV with one row a case, for anyone's own files."""

import csv
from collections import Counter
from pathlib import Path

from segstudy.cases.case import Case
from segstudy.cases.layouts.paths import data_root, expand
from segstudy.config.sections.data import DataSettings
from segstudy.config.sections.messages import abbreviated, closest
from segstudy.running.errors import StudyError

REQUIRED = ("case", "patient", "image", "label")


def find_cases(settings: DataSettings, results: str, organs: list[str], stratify: str | None) -> list[Case]:
    """Rows `case, patient, image, label[, annotated][, any column to stratify by]`.

    Paths are relative to `data.folder`, or to the table's own folder. `annotated` lists organs, separated
    by spaces; empty means all. An empty `label` is a case nobody has drawn; an empty `image` one that can only be
    measured, in a study that learns nothing.
    """
    table = data_root(settings)
    if not table.is_file():
        raise StudyError(f"data.root: no table {settings.root}; layout `table` reads a CSV file")
    folder = expand(settings.folder) if settings.folder else table.parent
    cases = []
    for number, row in _rows(table, [*REQUIRED, *([stratify] if stratify else [])]):
        if not (row["case"] and row["patient"] and (row["image"] or row["label"])):
            raise StudyError(f"{table}, line {number}: case, patient and image must not be empty")
        if unprintable := [value for value in row.values() if not value.isprintable()]:
            raise StudyError(
                f"{table}, line {number}: {abbreviated.repr(unprintable[0])} holds characters that no text has"
            )
        for key in ("image", "label"):
            if "\\" in row[key] and not (folder / row[key]).exists():
                raise StudyError(f"{table}, line {number}: {row[key]}: a path of Windows; write / in place of \\ here")
        annotated = tuple(row.get("annotated", "").split()) or None
        for organ in annotated or ():
            if organ not in organs:
                raise StudyError(f"{table}, line {number}: {closest('annotated', organ, organs, 'organ')}")
        cases.append(
            Case(
                row["case"],
                row["patient"],
                str(folder / row["image"]) if row["image"] else None,
                str(folder / row["label"]) if row["label"] else None,
                annotated,
                row.get(stratify, "") if stratify else "",
            )
        )
    return cases


def read_columns(settings: DataSettings, columns: list[str]) -> dict[str, dict[str, str]]:
    """The values of some columns for each case.

    Raises:
        StudyError: The table cannot be read or lacks a column.
    """
    rows = _rows(data_root(settings), [*REQUIRED, *columns])
    return {row["case"]: {column: row[column] for column in columns} for _, row in rows}


def _rows(table: Path, needed: list[str]) -> list[tuple[int, dict[str, str]]]:
    """The rows of a table that has the columns `needed`, each with its line; empty rows are left out."""
    rows = []
    try:
        with table.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines, strict=True)
            columns = list(reader.fieldnames or [])
            _check_columns(table, columns, needed)
            for row in reader:
                if None in row or None in row.values():
                    count = sum(value is not None for key, value in row.items() if key) + len(row.get(None, []))
                    raise StudyError(
                        f"{table}, line {reader.line_num}: {count} fields, but the table has {len(columns)} "
                        "columns; put a field with a comma between double quotes"
                    )
                row = {key: value.strip() for key, value in row.items()}
                if any(row.values()):
                    rows.append((reader.line_num, row))
    except UnicodeDecodeError as error:
        raise StudyError(f"{table}: not text in UTF-8 ({error.reason}); save it as CSV in UTF-8") from error
    except csv.Error as error:
        hint = "is a double quote left open?" if "end of data" in str(error) else "is it a CSV file?"
        raise StudyError(f"{table}: cannot be read as a table ({error}); {hint}") from error
    except OSError as error:
        raise StudyError(f"{table}: cannot be read ({error.strerror or error})") from error
    return rows


def _check_columns(table: Path, columns: list[str], needed: list[str]) -> None:
    if missing := [column for column in needed if column not in columns]:
        alone = len(columns) == 1 and any(sign in columns[0] for sign in ";\t|")
        hint = "; separate columns by commas" if alone else ""
        raise StudyError(
            f"{table}: no column {', '.join(missing)} (it has: {abbreviated.repr(', '.join(columns))}){hint}"
        )
    if twice := [column for column, count in Counter(columns).items() if count > 1 and column]:
        raise StudyError(f"{table}: column {twice[0]} is there twice; keep the right one")
