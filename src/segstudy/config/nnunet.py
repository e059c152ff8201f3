"""`model: {nnunet: …}`: nnU-Net as itself, which prepares, augments and configures by its own rules."""

from typing import Annotated, Any, Literal

from pydantic import Field

from segstudy.config.section import Section

MODEL = "nnunet"

ClassName = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
Count = Annotated[int, Field(ge=1)]


class NnunetSettings(Section):
    """What an arm may tell nnU-Net; all else it decides from the training cases of each fold.

    configuration: which of the planned networks; `3d_lowres` is planned for large volumes only.
    planner: `ExperimentPlanner`, or nnUNetPlannerResEncM, -L or -XL for residual encoders.
    trainer: a class of nnU-Net's, such as `nnUNetTrainerNoMirroring`.
    epochs, iterations, validation_iterations: none leaves the trainer's own (1000, 250 and 50 in nnUNetTrainer).
    patch: the largest patch, in voxels, slices first; none leaves the choice to the planner. batch: likewise.
    workers: processes that augment; 0 augments in the training process itself, from the study's seed.
    """

    configuration: Literal["2d", "3d_fullres", "3d_lowres"] = "3d_fullres"
    planner: ClassName = "ExperimentPlanner"
    trainer: ClassName = "nnUNetTrainer"
    epochs: Count | None = None
    iterations: Count | None = None
    validation_iterations: Count | None = None
    patch: Annotated[list[Annotated[int, Field(ge=8)]], Field(min_length=2, max_length=3)] | None = None
    batch: Count | None = None
    workers: Annotated[int, Field(ge=0, le=64)] = 12

    @property
    def dimensions(self) -> int:
        """2 or 3: what the network sees at a time."""
        return 2 if self.configuration == "2d" else 3

    def told(self) -> dict[str, Any]:
        """What differs from the defaults, as plain values."""
        return self.model_dump(mode="json", exclude_defaults=True)
