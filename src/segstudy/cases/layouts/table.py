"""Layout `table`: a CSV with one row a case, for anyone's own files."""

import csv

from segstudy.cases.case import Case
from segstudy.cases.layouts.paths import expand
from segstudy.config.data import DataSettings
from segstudy.config.messages import closest
from segstudy.errors import StudyError

REQUIRED = ("case", "patient", "image", "label")


def find_cases(settings: DataSettings, results: str, organs: list[str], stratify: str | None) -> list[Case]:
    """Rows `case, patient, image, label[, annotated][, any column to stratify by]`.

    Paths are relative to `data.folder`, or to the table's own folder. `annotated` lists organs, separated
    by spaces; empty means all. An empty `label` is a case nobody has drawn.
    """
    table = expand(settings.root)
    if not table.is_file():
        raise StudyError(f"data.root: no table {settings.root}; layout `table` reads a CSV file")
    folder = expand(settings.folder) if settings.folder else table.parent
    with table.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        columns = reader.fieldnames or []
        wanted = [*REQUIRED, *([stratify] if stratify else [])]
        if missing := [column for column in wanted if column not in columns]:
            raise StudyError(f"{table}: no column {', '.join(missing)} (it has: {', '.join(columns)})")
        rows = [{key: (value or "").strip() for key, value in row.items() if key} for row in reader]
    cases = []
    for number, row in enumerate(rows, start=2):
        if not (row["case"] and row["patient"] and row["image"]):
            raise StudyError(f"{table}, line {number}: case, patient and image must not be empty")
        annotated = tuple(row.get("annotated", "").split()) or None
        for organ in annotated or ():
            if organ not in organs:
                raise StudyError(f"{table}, line {number}: {closest('annotated', organ, organs, 'organ')}")
        cases.append(
            Case(
                row["case"],
                row["patient"],
                str(folder / row["image"]),
                str(folder / row["label"]) if row["label"] else None,
                annotated,
                row.get(stratify, "") if stratify else "",
            )
        )
    return cases
