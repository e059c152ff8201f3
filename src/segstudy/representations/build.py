"""Building a representation from the name of its class."""

from collections.abc import Mapping
from pkgutil import resolve_name
from typing import Any

from segstudy.representations.interface import Representation


def make_representation(builder: str, spec: Mapping[str, Any]) -> Representation[Any]:
    """The representation that `spec` describes.

    Args:
        builder: `module:attribute` of its class (see `segstudy.representations.registry`).
        spec: Of its settings (see `segstudy.config.sections.representations`).
    """
    representation: Representation[Any] = resolve_name(builder).from_spec(spec)
    return representation
