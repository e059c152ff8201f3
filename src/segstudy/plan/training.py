"""What a study's plan consists of, by name."""

from dataclasses import dataclass
from typing import Any, ClassVar

from segstudy.config.sections.mean_teacher import MeanTeacherSettings
from segstudy.config.sections.nnunet import MODEL as NNUNET
from segstudy.config.sections.nnunet import NnunetSettings
from segstudy.config.sections.representations import CropSettings, PolarSettings
from segstudy.config.sections.start import StartSettings
from segstudy.config.sections.training import TrainingSettings
from segstudy.plan.growing import Grown
from segstudy.plan.teaching import PseudoLabels


@dataclass(frozen=True)
class Training:
    """One network of this project's, the same on every fold.

    Attributes:
        name: The same on every fold; says what differs between trainings.
        model: The network's name in the registry.
        arguments: What it is built with, besides channels and classes.
        preparation: Of the volumes it learns from.
        augmentation: The offline copies it learns from too, or what changes its samples.
        settings: Its hyper-parameters.
        fraction: The share of the training patients that it learns from.
        seed: From which all that is drawn follows.
        tuned: The search whose answer is still to come.
        own: The arm's own `training` and model `arguments`, which win over that answer.
        representation: How slices are shown to it; None as they are.
        start: The weights it begins with; None where they are drawn.
        start_training: The training whose network of the same fold it begins as.
        pseudo: What it is taught besides; None where it learns from drawn labels alone.
        learn_from: The data set whose patients it learns from; None learns from all.
        mean_teacher: How it learns from scans alone besides; None where it does not.
        grown: From whom it learns in a round; None where from its whole training part.
        draw: Which draw of the training patients a smaller fraction is.
    """

    name: str
    model: str
    arguments: dict[str, Any]
    preparation: str
    augmentation: str | None
    settings: TrainingSettings
    fraction: float
    seed: int
    tuned: str | None
    own: dict[str, dict[str, Any]]
    representation: PolarSettings | CropSettings | None = None
    start: StartSettings | None = None
    start_training: str | None = None
    pseudo: PseudoLabels | None = None
    learn_from: str | None = None
    grown: Grown | None = None
    mean_teacher: MeanTeacherSettings | None = None
    draw: int = 0


@dataclass(frozen=True)
class NnunetTraining:
    """One network of nnU-Net's, which prepares and augments by its own rules; fields as in `Training`."""

    name: str
    settings: NnunetSettings
    fraction: float
    seed: int
    start: StartSettings | None = None
    start_training: str | None = None
    model: ClassVar[str] = NNUNET


@dataclass(frozen=True)
class Run:
    """One arm with one seed; of an arm that no network predicts there is one, with the study's seed.

    Attributes:
        arm: The arm's name.
        seed: Its seed.
        path: Names its predictions: the arm, and the seed where there are several.
        training: The name of its training; None where it has none.
        inference: How its network is applied, by name; None for the default.
        inferred: The folder of its network's own predictions: the training, and the inference where the arm names one;
            None where no network predicts it.
        postprocessing: By name; None leaves predictions as they are.
    """

    arm: str
    seed: int
    path: str
    training: str | None
    inference: str | None
    inferred: str | None
    postprocessing: str | None
