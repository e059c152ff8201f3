"""Spaces of hyper-parameters."""

from typing import Any

from segstudy.config.sections.section import Section
from segstudy.config.sections.training import LossWeights, PlateauSettings, StepSettings, TrainingSettings
from segstudy.config.sections.tuning import PUBLISHED_SPACE, Range, SearchSettings, Space
from segstudy.models.registry import argument_names

# Sections under `training:` whose keys can be searched, as `plateau.factor`.
SECTIONS: dict[str, type[Section]] = {
    "plateau": PlateauSettings,
    "step": StepSettings,
    "loss_weights": LossWeights,
}


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
    return SECTIONS.get(section, TrainingSettings).model_fields[field].annotation is int
