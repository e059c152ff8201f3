"""`training.patches:` what a network for volumes is shown at a time."""

from typing import Annotated, Literal

from pydantic import Field

from segstudy.config.sections.section import Section
from segstudy.config.sections.words import times

Voxels = Annotated[int, Field(ge=4, le=1024)]
Axis = Literal["columns", "rows", "slices"]
# In arrays, axes stand the other way round.
ARRAY_AXES = {"slices": 0, "rows": 1, "columns": 2}


class PatchSettings(Section):
    """Patches of volumes, drawn anew in every epoch."""

    size: Annotated[
        tuple[Voxels, Voxels, Voxels],
        Field(
            description="(columns, rows, slices) in voxels, in the order of `spacing_mm`; also the size of a window in "
            "prediction."
        ),
    ] = (96, 96, 96)
    per_case: Annotated[int, Field(ge=1, le=1000, description="Patches of each training case in an epoch.")] = 4
    foreground: Annotated[
        float,
        Field(
            ge=0,
            le=1,
            description="Share of patches centered on a voxel of an organ, each drawn organ as often as another; the "
            "others lie anywhere.",
        ),
    ] = 0.5
    oversample: Annotated[
        Literal["chance", "batch"],
        Field(
            description="How that share is met: by `chance`, patch by patch, or so many of the last patches of each "
            "`batch`, as nnU-Net does (there a third)."
        ),
    ] = "chance"
    others: Annotated[
        Literal["anywhere", "background"],
        Field(
            description="Where the other patches lie: `anywhere`, or centered on a voxel of no organ (`background`)."
        ),
    ] = "anywhere"
    flips: Annotated[
        list[Axis],
        Field(
            description="Axes along which each patch is mirrored or not, by chance. None by default: mirrored anatomy "
            "is another."
        ),
    ] = []
    rotate_deg: Annotated[
        float,
        Field(
            ge=0, le=180, description="Each patch is turned in the slices' plane by up to so many degrees, either way."
        ),
    ] = 0.0
    zoom: Annotated[
        float, Field(ge=0, lt=1, description="Each patch is enlarged or reduced by up to this share: 1 ± zoom.")
    ] = 0.0

    @property
    def shape(self) -> tuple[int, int, int]:
        """(slices, rows, columns), as arrays have it."""
        columns, rows, slices = self.size
        return slices, rows, columns

    @property
    def flipped(self) -> tuple[int, ...]:
        """The array axes among (slices, rows, columns) that may be mirrored."""
        return tuple(sorted(ARRAY_AXES[name] for name in set(self.flips)))

    def in_words(self) -> str:
        """How large a patch is, after `patches`."""
        return f" of {times(self.size)} voxels"
