"""The table of all metrics: text that is the same whenever the numbers are."""

import csv
import io
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from segstudy.errors import StudyError
from segstudy.evaluation.case import OrganMetrics
from segstudy.files import write_text


class MetricsRow(NamedTuple):
    """One organ of one case, as an arm's network of one fold and seed predicted it."""

    arm: str
    fold: int
    seed: int
    case: str
    metrics: OrganMetrics


_KEYS = MetricsRow._fields[:-1]
COLUMNS = (*_KEYS, *OrganMetrics._fields)
# Distances in millimetres, or in pixels where nobody knows how large a pixel is.
UNITS = ("mm", "px")
_TYPES = {name: MetricsRow.__annotations__[name] for name in _KEYS} | OrganMetrics.__annotations__


def columns_in(unit: str) -> tuple[str, ...]:
    """`COLUMNS`, with distances in `unit`."""
    return tuple(f"{name.removesuffix('_mm')}_{unit}" if name.endswith("_mm") else name for name in COLUMNS)


def _text(value: str | int | float) -> str:
    # Nine digits tell any two 32-bit numbers apart, and hide the last bits that machines disagree on.
    if isinstance(value, float):
        return "" if value != value else f"{value:.9g}"
    return str(value)


def _value(column: str, text: str) -> str | int | float:
    kind = _TYPES[column]
    return float(text or "nan") if kind is float else kind(text)


def _ranks(order: Sequence[str] | None, present: Iterable[str], what: str) -> dict[str, int]:
    names = list(dict.fromkeys(present if order is None else order))
    if unknown := sorted(set(present) - set(names)):
        raise ValueError(f"rows of {what} {unknown[0]!r}, which is not among {names}")
    return {name: rank for rank, name in enumerate(names)}


def write_metrics(
    path: str | os.PathLike[str],
    rows: Iterable[MetricsRow],
    arms: Sequence[str] | None = None,
    organs: Sequence[str] | None = None,
    unit: str = "mm",
) -> None:
    """Write rows as CSV with the columns `COLUMNS`, whole or not at all.

    Rows are sorted by arm, fold, seed, case and organ. Floats have nine significant digits; NaN is empty.
    arms, organs: the order of arms and of organs; none means the order in which rows name them.
    unit: what distances are in, `mm` or `px`; the columns are named so (`hd95_px`).
    Raises ValueError where a row has an arm or organ that the order given lacks.
    """
    rows = list(rows)
    arm_rank = _ranks(arms, [row.arm for row in rows], "arm")
    organ_rank = _ranks(organs, [row.metrics.organ for row in rows], "organ")
    rows.sort(key=lambda row: (arm_rank[row.arm], row.fold, row.seed, row.case, organ_rank[row.metrics.organ]))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns_in(unit))
    writer.writerows([_text(value) for value in (*row[:-1], *row.metrics)] for row in rows)
    write_text(path, text.getvalue())


def read_metrics(path: str | os.PathLike[str]) -> list[MetricsRow]:
    """Read rows that `write_metrics` wrote, in the order of the file; distances are in the file's own unit.

    Raises StudyError where the file is no such table.
    """
    with Path(path).open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader, [])
        if header not in [list(columns_in(unit)) for unit in UNITS]:
            raise StudyError(f"{path}: columns are {', '.join(header)}; a table of metrics has {', '.join(COLUMNS)}")
        rows = []
        for texts in reader:
            try:
                values = [_value(column, text) for column, text in zip(COLUMNS, texts, strict=True)]
            except ValueError as error:
                raise StudyError(f"{path}, line {reader.line_num}: not a row of metrics ({error})") from error
            rows.append(MetricsRow(*values[: len(_KEYS)], metrics=OrganMetrics(*values[len(_KEYS) :])))
    return rows
