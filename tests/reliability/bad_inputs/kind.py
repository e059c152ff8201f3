"""One kind of bad input: how it is made, and what a study must say of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

# refused: the study stops and says so. warned: it goes on and says so. accepted: it reads what was meant.
Verdict = Literal["refused", "warned", "accepted"]


@dataclass(frozen=True)
class Kind:
    """make: for a case `make(image, label)` spoils a sound pair of files; other families say what theirs takes.

    words: what the message must hold, one of them the thing that is wrong or what to do.
    """

    family: str
    name: str
    verdict: Verdict
    words: tuple[str, ...]
    make: Callable[..., Any]

    def __str__(self) -> str:
        return f"{self.family}-{self.name}"


class Family(list):
    """Kinds of one family; a function marked with `@family(verdict, *words)` joins it."""

    def __init__(self, name: str):
        self.name = name

    def __call__(self, verdict: Verdict, *words: str):
        def join(make: Callable[..., Any]) -> Callable[..., Any]:
            self.add(make.__name__, verdict, words, make)
            return make

        return join

    def add(self, name: str, verdict: Verdict, words: tuple[str, ...] | str, make: Callable[..., Any]) -> None:
        words = (words,) if isinstance(words, str) else words
        self.append(Kind(self.name, name, verdict, words, make))
