"""Groups of patients by columns of the cases' table: site, scanner, sex."""

from collections.abc import Iterable

from segstudy.cases.case import Case
from segstudy.cases.layouts.table import read_columns
from segstudy.config.sections.data import DataSettings
from segstudy.running.errors import StudyError

MOST_GROUPS = 12
"""More values of a column are no groups but a number, such as an age, or a name."""


def read_subgroups(settings: DataSettings, columns: list[str], cases: Iterable[Case]) -> dict[str, dict[str, str]]:
    """The value of each column for each patient; patients without one are left out of it.

    Args:
        settings: Where the table is.
        columns: Of `comparisons.subgroups`.
        cases: Those that are measured.

    Raises:
        StudyError: The data have no table, it lacks a column, a patient has two values, or a column has one value or
            too many for groups.
    """
    if not columns:
        return {}
    where = "config: comparisons.subgroups"
    if settings.layout != "table":
        raise StudyError(f"{where}: layout `{settings.layout}` has no columns; use layout `table`, or leave them out")
    told = read_columns(settings, columns)
    groups: dict[str, dict[str, str]] = {}
    for column in columns:
        own: dict[str, str] = {}
        for case in cases:
            value = told[case.name][column]
            if value and own.setdefault(case.patient, value) != value:
                raise StudyError(
                    f"{where}: {column}: patient {case.patient} has {own[case.patient]} and {value}; a subgroup is one "
                    "of patients, so give all cases of a patient one value"
                )
        values = sorted(set(own.values()))
        if not 2 <= len(values) <= MOST_GROUPS:
            why = "2 are needed" if len(values) < 2 else f"at most {MOST_GROUPS} are groups; add a column of ranges"
            raise StudyError(f"{where}: {column} has {len(values)} different values; {why}")
        groups[column] = own
    return groups
