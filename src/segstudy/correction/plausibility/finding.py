"""One thing that speaks against a label, and the table of them: `correction/findings.csv`."""

import csv
import io
import os
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from typing import Literal

from segstudy.files import write_text

Severity = Literal["wrong", "look", "note"]
_ORDER = {"wrong": 0, "look": 1, "note": 2}


@dataclass(frozen=True)
class Finding:
    """value: what was measured; expected: what a right label has, both in words with their unit.

    severity: `wrong` (no right label looks so), `look` (unusual), `note` (small). suggests: `moved`,
    `incomplete`, `misdrawn` or `unusual`. excess: how far beyond the expected, 1 and more, to sort by.
    """

    case: str
    organ: str
    check: str
    value: str
    expected: str
    severity: Severity
    suggests: str
    words: str
    excess: float = 1.0


COLUMNS = [field.name for field in fields(Finding)][:-1]


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """By severity, then by how far beyond what is expected."""
    return sorted(findings, key=lambda found: (_ORDER[found.severity], -found.excess, found.case, found.organ))


def write_findings(path: str | os.PathLike[str], findings: Iterable[Finding]) -> None:
    """Write the table, worst first, whole or not at all."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows(astuple(finding)[:-1] for finding in worst_first(findings))
    write_text(path, text.getvalue())
