"""`augmentations:` extra training samples, made once into a cache."""

from typing import Annotated

from pydantic import Field

from segstudy.config.section import Section


class AugmentationSettings(Section):
    """Affine copies of each training slice: each parameter uniform in ± its limit, never mirrored."""

    copies: Annotated[int, Field(ge=1, le=20)] = 1
    rotate_deg: Annotated[float, Field(ge=0, le=180)] = 10.0
    scale: Annotated[float, Field(ge=0, lt=1)] = 0.1
    translate_px: Annotated[float, Field(ge=0)] = 10.0
