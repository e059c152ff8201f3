"""Spaces of hyper-parameters, and points in them."""

from collections.abc import Mapping
from typing import Any

from segstudy.config.layers import layered
from segstudy.config.training import TrainingSettings
from segstudy.config.tuning import PUBLISHED_SPACE, Range, SearchSettings, Space
from segstudy.models.registry import argument_names

# Sections under `training:` whose keys can be searched, as `plateau.factor`.
SECTIONS = ("plateau", "loss_weights")


def space_of(search: SearchSettings) -> Space:
    """What `search` searches: what it says, or else the published space as far as its model has such arguments."""
    if search.space is not None:
        return search.space
    known = argument_names(search.model_name)
    return {
        key: searched
        for key, searched in PUBLISHED_SPACE.items()
        if not key.startswith("model.") or key.removeprefix("model.") in known
    }


def plain_space(search: SearchSettings) -> dict[str, Any]:
    """The space as plain values: a list of choices, or `low`, `high`, `log`, `step` and whether numbers are `whole`."""
    return {key: _plain(key, searched) for key, searched in space_of(search).items()}


def _plain(key: str, searched: Range | list[Any]) -> Any:
    if isinstance(searched, Range):
        return {**searched.model_dump(), "whole": _whole(key, searched)}
    return list(searched)


def _whole(key: str, searched: Range) -> bool:
    """Whether only whole numbers will do: for a model's argument, where the range is given in such."""
    section, _, field = key.rpartition(".")
    if section == "model":
        return all(isinstance(value, int) for value in (searched.low, searched.high, searched.step or 1))
    home = TrainingSettings.model_fields[section].annotation if section in SECTIONS else TrainingSettings
    return home.model_fields[field].annotation is int


def nested(parameters: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """A point of a space as keys of `training:`, and as arguments of the model."""
    training: dict[str, Any] = {}
    arguments: dict[str, Any] = {}
    for key, value in parameters.items():
        section, _, field = key.rpartition(".")
        if section == "model":
            arguments[field] = value
        elif section:
            training.setdefault(section, {})[field] = value
        else:
            training[field] = value
    return training, arguments


def with_point(told: Mapping[str, Any], parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The plain values `told`, among them `settings` and `arguments`, with a point of a space in their place."""
    training, arguments = nested(parameters)
    changed = {"settings": layered(told["settings"], training), "arguments": {**told["arguments"], **arguments}}
    return {**told, **changed}
