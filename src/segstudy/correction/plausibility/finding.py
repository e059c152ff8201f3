"""One thing that speaks against a label."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["wrong", "look", "note"]
_ORDER = {"wrong": 0, "look": 1, "note": 2}


@dataclass(frozen=True)
class Finding:
    """What speaks against one organ's label in one case.

    Attributes:
        case: The case's name.
        organ: The organ's.
        check: Which check speaks against it.
        value: What was measured, in words with its unit.
        expected: What a right label has, in words with its unit.
        severity: `wrong` (no right label looks so), `look` (unusual), `note` (small).
        suggests: `moved`, `incomplete`, `misdrawn` or `unusual`.
        words: A sentence for people.
        excess: How far beyond the expected, 1 and more, to sort by.
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


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """By severity, then by how far beyond what is expected."""
    return sorted(findings, key=lambda each: (_ORDER[each.severity], -each.excess, each.case, each.organ))
