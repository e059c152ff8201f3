"""`grid:` one entry under `arms:` that stands for every combination of its options."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import product
from math import prod
from typing import Any

from segstudy.config.sections.messages import Problem

# What the key means, which is no field of an arm: arms are what it stands for.
GRID = (
    "Options, a list: each item maps a name's ending to what it changes. The entry stands for every combination of one "
    "option or none of each item; `{+augmentation: {augmentation: affine}}` makes each arm with and without."
)
MOST_ARMS = 1000
FORM = "a list; each item maps a name's ending to what it changes, such as {+augmentation: {augmentation: affine}}"


def expand_arms(entries: Any) -> Any:
    """The arms that `entries`, as read from the file, stand for; what is no list of arms is left as it is.

    Of each item of a `grid`, an arm has one option or none, so that the plain arm is among them. Its name is the
    entry's with the endings of its options.

    Raises:
        pydantic_core.PydanticCustomError: A grid has another form (see `Problem.error`).
    """
    if not isinstance(entries, list):
        return entries
    return [arm for index, entry in enumerate(entries) for arm in _arms(entry, f"arms[{index}].grid")]


Grids = tuple[tuple[tuple[tuple[str, ...], ...], dict[str, tuple[str, ...]]], ...]
"""Of each grid the endings of each item, and of each arm's name its ending of each item; empty for none."""


@dataclass(frozen=True)
class Remembered:
    """What a study's file said of grids: two studies of the same arms are equal whether their files had one or not."""

    grids: Grids = field(default=(), compare=False)


def grids_of(entries: Any) -> Grids:
    """What the grids in `entries`, as read from a valid file, stand for."""
    found = []
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict) and "grid" in entry:
            axes = tuple(tuple(axis) for axis in entry["grid"])
            chosen = product(*[("", *axis) for axis in axes])
            found.append((axes, {entry["name"] + "".join(endings): endings for endings in chosen}))
    return tuple(found)


def _arms(entry: Any, where: str) -> Iterable[Any]:
    if not isinstance(entry, dict) or "grid" not in entry:
        yield entry
        return
    base = {key: value for key, value in entry.items() if key != "grid"}
    axes = entry["grid"]
    if not isinstance(axes, list) or not axes or not all(_is_axis(axis) for axis in axes):
        raise Problem.error([Problem(where, f"should be {FORM}, not {axes!r}")])
    if (count := prod(1 + len(axis) for axis in axes)) > MOST_ARMS:
        raise Problem.error([Problem(where, f"stands for {count:.3g} arms; at most {MOST_ARMS} are sensible")])
    if not isinstance(base.get("name"), str):
        name = where.removesuffix("grid") + "name"
        raise Problem.error([Problem(name, "is missing: the arms of a grid begin with it")])
    for options in product(*[[("", {}), *axis.items()] for axis in axes]):
        changes: dict[str, Any] = {}
        for ending, option in options:
            _add(changes, option, f"{where} ({ending})")
        merged = {**base, "name": base["name"] + "".join(ending for ending, _ in options)}
        for key, value in changes.items():
            merged[key] = {**merged.get(key, {}), **value} if key == "training" else value
        yield merged


def _is_axis(axis: Any) -> bool:
    return (
        isinstance(axis, dict)
        and bool(axis)
        and all(isinstance(ending, str) and ending for ending in axis)
        and all(
            isinstance(option, dict)
            and "name" not in option
            and "grid" not in option
            and isinstance(option.get("training", {}), dict)
            for option in axis.values()
        )
    )


def _add(changes: dict[str, Any], option: dict[str, Any], where: str) -> None:
    """Add what `option` changes. Two items of a grid that set the same thing would hide one another."""
    for key, value in option.items():
        inner = key == "training"
        twice = set(changes.get(key, {})) & set(value) if inner else {key} & set(changes)
        if twice:
            name = f"training.{min(twice)}" if inner else key
            raise Problem.error([Problem(where, f"`{name}` is also set by another item of this grid")])
        changes[key] = {**changes.get(key, {}), **value} if inner else value
