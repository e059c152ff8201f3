"""`training.patches:` what a network for volumes is shown at a time."""

from typing import Annotated, Literal

from pydantic import Field

from segstudy.config.section import Section

Voxels = Annotated[int, Field(ge=4, le=1024)]
Axis = Literal["columns", "rows", "slices"]
# In arrays, axes stand the other way round.
ARRAY_AXES = {"slices": 0, "rows": 1, "columns": 2}


class PatchSettings(Section):
    """Patches of volumes, drawn anew in every epoch.

    size: (columns, rows, slices) in voxels, in the order of `spacing_mm`; also the size of a window in prediction.
    per_case: patches of each training case in an epoch.
    foreground: the share of patches centred on a voxel of an organ, each drawn organ as often as another; the
        others lie anywhere.
    flips: axes along which each patch is mirrored or not, by chance. None by default: mirrored anatomy is another.
    rotate_deg, zoom: each patch is turned in the slices' plane, and enlarged by 1 ± zoom, uniformly within ± these.
    """

    size: tuple[Voxels, Voxels, Voxels] = (96, 96, 96)
    per_case: Annotated[int, Field(ge=1, le=1000)] = 4
    foreground: Annotated[float, Field(ge=0, le=1)] = 0.5
    flips: list[Axis] = []
    rotate_deg: Annotated[float, Field(ge=0, le=180)] = 0.0
    zoom: Annotated[float, Field(ge=0, lt=1)] = 0.0

    @property
    def shape(self) -> tuple[int, int, int]:
        """(slices, rows, columns), as arrays have it."""
        return self.size[::-1]

    @property
    def flipped(self) -> tuple[int, ...]:
        """The array axes among (slices, rows, columns) that may be mirrored."""
        return tuple(sorted(ARRAY_AXES[name] for name in set(self.flips)))
