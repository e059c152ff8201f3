"""Hyper-parameters from several places, the later ones winning."""

from collections.abc import Mapping
from typing import Any

# How long a search's trials train is the search's own affair.
BUDGET = ("epochs", "early_stopping")
SECTIONS = ("plateau", "step", "loss_weights", "patches", "channels")


def layered(*layers: Mapping[str, Any]) -> dict[str, Any]:
    """Keys of `training:` from all `layers`; of two that say the same, the later one wins.

    Of a section, what a later layer does not say, an earlier one does.
    """
    merged: dict[str, Any] = {}
    for layer in layers:
        for key, value in layer.items():
            both = key in SECTIONS and isinstance(value, Mapping) and isinstance(merged.get(key), Mapping)
            merged[key] = {**merged[key], **value} if both else value
    return merged


def without_budget(training: Mapping[str, Any]) -> dict[str, Any]:
    """What of a search's `training:` holds for the trainings that take its answer."""
    return {key: value for key, value in training.items() if key not in BUDGET}
