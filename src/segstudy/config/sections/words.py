"""Values and lists in words, for the sentences in which sections describe themselves.

Functions and constants whose names end in `in_words` change no result: a job's fingerprint leaves them out.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

MINUS = "\N{MINUS SIGN}"


class Cite(Protocol):
    """Numbers a reference by its key in the report's bibliography."""

    def __call__(self, *keys: str) -> str:
        """`[3]` or `[3, 4]`, to stand in the text."""
        ...


def short(value: Any) -> str:
    """A number as people write it: no needless digits, a true minus sign."""
    return f"{value:g}".replace("-", MINUS) if isinstance(value, int | float) else str(value)


def setting(value: Any) -> str:
    """A configuration value in words: `factor 0.5, patience 5`, `none`, `yes`."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {setting(inside)}" for key, inside in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(setting(inside) for inside in value)
    return short(value)


def times(values: Sequence[Any]) -> str:
    """`256 × 256`."""
    return " × ".join(short(value) for value in values)


def plural(number: int, word: str, words: str | None = None) -> str:
    """`1 case`, `3 cases`."""
    return f"{number:,} {word if number == 1 else words or word + 's'}"


def listing(items: Sequence[str]) -> str:
    """`a, b and c`."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""
