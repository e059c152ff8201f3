"""`model: {nnunet: …}`: nnU-Net as itself, which prepares, augments and configures by its own rules."""

from typing import Annotated, Literal

from pydantic import Field

from segstudy.config.sections.section import Section
from segstudy.config.sections.words import listing, times

MODEL = "nnunet"
NAME = "nnU-Net"
SOURCE = "nnunet"
# How the names of its encoder's layers begin, its stem's among them.
ENCODER = ("encoder.",)

ClassName = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
Count = Annotated[int, Field(ge=1)]


class NnunetSettings(Section):
    """What an arm may tell nnU-Net; all else it decides from the training cases of each fold."""

    configuration: Annotated[
        Literal["2d", "3d_fullres", "3d_lowres"],
        Field(description="Which of the planned networks; `3d_lowres` is planned for large volumes only."),
    ] = "3d_fullres"
    planner: Annotated[
        ClassName,
        Field(description="`ExperimentPlanner`, or nnUNetPlannerResEncM, -L or -XL for residual encoders."),
    ] = "ExperimentPlanner"
    trainer: Annotated[
        ClassName, Field(description="A trainer class of nnU-Net's, such as `nnUNetTrainerNoMirroring`.")
    ] = "nnUNetTrainer"
    epochs: Annotated[
        Count | None, Field(description="Epochs; none leaves the trainer's own (1000 in nnUNetTrainer).")
    ] = None
    iterations: Annotated[
        Count | None,
        Field(description="Iterations of an epoch; none leaves the trainer's own (250 in nnUNetTrainer)."),
    ] = None
    validation_iterations: Annotated[
        Count | None,
        Field(description="Validation iterations of an epoch; none leaves the trainer's own (50 in nnUNetTrainer)."),
    ] = None
    patch: Annotated[
        Annotated[list[Annotated[int, Field(ge=8)]], Field(min_length=2, max_length=3)] | None,
        Field(description="The largest patch, in voxels, slices first; none leaves the choice to the planner."),
    ] = None
    batch: Annotated[
        Count | None, Field(description="The largest batch, in patches; none leaves the choice to the planner.")
    ] = None
    workers: Annotated[
        int,
        Field(
            ge=0,
            le=64,
            description="Processes that augment; 0 augments in the training process itself, from the study's seed.",
        ),
    ] = 12

    @property
    def dimensions(self) -> int:
        """2 or 3: what the network sees at a time."""
        return 2 if self.configuration == "2d" else 3

    def in_words(self) -> str:
        """What it was set to."""
        parts = [f"configuration {self.configuration}", f"planner {self.planner}", f"trainer {self.trainer}"]
        numbers = {
            "{} epochs": self.epochs,
            "{} iterations an epoch": self.iterations,
            "patches of at most {} voxels": self.patch and times(self.patch),
            "batches of {}": self.batch,
        }
        return listing([*parts, *(words.format(value) for words, value in numbers.items() if value)])
