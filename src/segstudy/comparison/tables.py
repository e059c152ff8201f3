"""Reading and writing of the comparison's tables: the same table, the same bytes."""

import os

import pandas as pd

from segstudy.errors import StudyError
from segstudy.files import whole

TEXT = frozenset(
    {"arm", "case", "patient", "organ", "outcome", "metric", "arm_a", "arm_b", "normal", "test", "verdict"}
)
WHOLE_NUMBERS = frozenset({"fold", "seed", "patients", "cases"})


def write_table(path: str | os.PathLike[str], table: pd.DataFrame) -> None:
    """Write `table` as CSV, whole or not at all: numbers with 9 digits, NaN as an empty field."""
    with whole(path) as beside:
        table.to_csv(beside, index=False, float_format="%.9g", lineterminator="\n", encoding="utf-8")


def read_table(path: str | os.PathLike[str]) -> pd.DataFrame:
    """Read a table of this study: names stay text (`001`, `NA`), an empty number is NaN.

    Raises:
        StudyError: the file is not there, is empty, or has a text where a number belongs.
    """
    table = _read(path)
    for column in table.columns:
        if column in TEXT:
            continue
        try:
            numbers = table[column].replace("", "nan").astype(float)
            table[column] = numbers.astype("int64") if column in WHOLE_NUMBERS else numbers
        except ValueError as error:
            raise StudyError(f"{path}: column {column} holds something that is no number: {error}") from error
    return table


def _read(path: str | os.PathLike[str]) -> pd.DataFrame:
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False)
    except (OSError, ValueError) as error:
        raise StudyError(f"{path}: cannot be read as a table: {error}") from error
