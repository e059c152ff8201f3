"""Which representations there are, by their settings' `kind`."""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from segstudy.config.representations import RepresentationSettings
from segstudy.representations.crop import Crop
from segstudy.representations.interface import Representation
from segstudy.representations.polar import Polar

REPRESENTATIONS = {"polar": Polar, "crop": Crop}


def make_representation(told: Mapping[str, Any]) -> Representation:
    """The representation that plain settings, as a study has them, describe."""
    settings = TypeAdapter(RepresentationSettings).validate_python(dict(told))
    return REPRESENTATIONS[settings.kind](settings)
