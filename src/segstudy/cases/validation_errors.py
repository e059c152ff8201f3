"""The validation errors of a study as a text for people, with the lines to paste."""

import textwrap
from collections.abc import Iterable

import yaml

from segstudy.cases.cohort import CaseRow, Cohort
from segstudy.cases.text import listing, plain
from segstudy.tables.case_warnings import cases_by_warning

# Names of cases in a warning.
SHOWN = 5


def exclude_block(rows: list[CaseRow]) -> str:
    """The `exclude:` key, to stand under `data:`: what is excluded already and every bad case, with reasons."""
    reasons = {row.case: row.reason for row in rows if row.status in ("excluded", "bad")}
    clean = all(text.isprintable() for pair in reasons.items() for text in pair)  # else escaped, letter by letter
    text = yaml.safe_dump({"exclude": reasons}, sort_keys=False, allow_unicode=clean, width=10_000)
    return textwrap.indent(text, "  ")


def format_validation_errors(cohort: Cohort) -> str:
    """All that keeps a study from going on, and the `exclude:` block to paste; empty where nothing does."""
    bad = [row for row in cohort.rows if row.status == "bad"]
    parts = []
    if cohort.errors:
        parts.append("The study cannot run:\n" + _bullets(cohort.errors))
    if bad:
        parts.append(f"{len(bad)} of {len(cohort.rows)} cases cannot be used:")
        parts += [f"{plain(row.case)}\n{_bullets(row.errors)}" for row in bad]
        if unknown := sorted({label for row in bad for label in row.unknown_labels}):
            parts.append(
                f"Labels that no organ names: {listing(unknown, 255)}. If they are no organs of this study, "
                "add them to `ignore:` under `data:`."
            )
        parts.append(
            "Repair these cases, or leave them out of the study: put the following under `data:` in its config, "
            "in place of the `exclude:` that is there."
        )
        parts.append(exclude_block(cohort.rows).rstrip("\n"))
    return "\n\n".join(parts) + "\n" if parts else ""


def case_warnings(cohort: Cohort) -> list[tuple[str, str]]:
    """Each case that can be used, with each thing that is odd about it."""
    return [(row.case, text) for row in cohort.rows if row.status in ("ok", "unlabeled") for text in row.warnings]


def shared_warnings(warnings: Iterable[tuple[str, str]]) -> list[str]:
    """One line a finding, behind the cases that it is true of."""
    named = cases_by_warning(warnings).items()
    return [f"{plain(listing(cases, SHOWN))}: {warning}" if cases else warning for warning, cases in named]


def _bullets(texts: list[str]) -> str:
    return "\n".join(f"  - {text}" for text in texts)
