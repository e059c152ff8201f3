"""Points in a space of hyper-parameters, as keys of the configuration."""

from collections.abc import Mapping
from typing import Any


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
