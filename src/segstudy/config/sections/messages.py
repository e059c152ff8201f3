"""Problems in a configuration, in words for the person who wrote it."""

import difflib
import reprlib
import types
import typing
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticCustomError

# A value may be long, or endless by YAML's anchors.
abbreviated = reprlib.Repr()
abbreviated.maxlevel, abbreviated.maxstring, abbreviated.maxother = 2, 80, 80


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: the key it stands at, and what to do."""

    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.key}: {self.message}" if self.key else self.message

    @staticmethod
    def error(problems: Iterable["Problem"]) -> PydanticCustomError:
        """Carry problems out of a validator."""
        listed = [(problem.key, problem.message) for problem in problems]
        return PydanticCustomError("study", "{count} problems", {"count": len(listed), "problems": listed})


def closest(key: str, value: object, allowed: Iterable[str], what: str) -> Problem:
    """`value` is not among `allowed`: says so, with the nearest name where one is near."""
    names = list(allowed)
    text = str(value)
    near = difflib.get_close_matches(text[:200], names, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    choices = ", ".join(names) if names else "none is defined"
    return Problem(key, f"no {what} is called {abbreviated.repr(text)}{hint} (allowed: {choices})")


def _sections(annotation: Any) -> Iterable[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif typing.get_origin(annotation) is typing.Annotated:
        yield from _sections(typing.get_args(annotation)[0])
    elif typing.get_origin(annotation) in (list, dict, typing.Union, types.UnionType):
        for argument in typing.get_args(annotation):
            yield from _sections(argument)


def _keys_at(model: type[BaseModel], location: tuple[str | int, ...]) -> list[str]:
    """The keys allowed in the section that `location` (of an unknown key) points into."""
    current = [model]
    for part in location[:-1]:
        fields = [m.model_fields[part].annotation for m in current if part in m.model_fields]
        if fields:
            current = [section for annotation in fields for section in _sections(annotation)]
    return [key for section in current for key in section.model_fields]


def _where(location: tuple[str | int, ...]) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location).lstrip(".")


def problems_of(error: ValidationError, model: type[BaseModel], prefix: str) -> list[Problem]:
    """What a ValidationError of `model` says, one problem each, keys below `prefix`."""
    problems = []
    for item in error.errors(include_url=False):
        # A union names its alternatives in the location, a mapping that a key of it is meant; they are no keys.
        location = tuple(
            part for part in item["loc"] if not str(part).startswith(("literal[", "dict[", "list[", "[key]"))
        )
        where = ".".join(part for part in (prefix, _where(location)) if part)
        if item["type"] == "study":
            problems += [Problem(key, message) for key, message in item["ctx"]["problems"]]
        elif item["type"] == "extra_forbidden":
            problems.append(closest(where, location[-1], _keys_at(model, location), "key"))
        elif item["type"] == "missing":
            problems.append(Problem(where, "is missing"))
        elif item["type"] == "value_error":
            problems.append(Problem(where, str(item["ctx"]["error"])))
        else:
            message = item["msg"].replace("Input should be", "should be", 1)
            problems.append(Problem(where, f"{message}, not {abbreviated.repr(item['input'])}"))
    return problems
