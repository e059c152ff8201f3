"""`case_warnings.csv`: what is odd about the cases of a study that can be used."""

from collections.abc import Iterable

from segstudy.tables.table import Table, texts

CASE_WARNINGS = Table("case_warnings.csv", texts("case", "warning"))
"""One row for each case and finding; what is odd about a fold names no case."""


def cases_by_warning(warnings: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Each finding once, with the cases that it is true of; rows of the table."""
    cases: dict[str, list[str]] = {}
    for case, warning in warnings:
        cases.setdefault(warning, []).extend([case] if case else [])
    return cases
