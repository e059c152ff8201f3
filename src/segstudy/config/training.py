"""`training:` how a network is fitted; defaults of every arm."""

from typing import Annotated, Literal

from pydantic import Field

from segstudy.config.channels import ChannelSettings
from segstudy.config.patches import PatchSettings
from segstudy.config.section import Section

Count = Annotated[int, Field(ge=1)]


class PlateauSettings(Section):
    """Multiply the rate by `factor` after `patience` epochs without a lower validation loss."""

    factor: Annotated[float, Field(gt=0, lt=1)] = 0.5
    patience: Annotated[int, Field(ge=0)] = 5


class LossWeights(Section):
    """What the two terms of `dice_ce` are multiplied by."""

    dice: Annotated[float, Field(ge=0)] = 1.0
    ce: Annotated[float, Field(ge=0)] = 1.0


class TrainingSettings(Section):
    """Hyper-parameters of one training.

    loss: `ce`, `dice` or `dice_ce` (the sum of both, weighted by `loss_weights`).
    class_weights: weights of the cross-entropy: `none`, `balanced` (from the training labels), or one
        number for `background` and each organ.
    dice_weights: weights of the classes' Dice losses: `organs` (each the same, background none), or one number
        for `background` and each organ.
    schedule: of the learning rate: `plateau` (see there), `poly` (falls to nothing by the last epoch, as in
        nnU-Net) or `constant`.
    early_stopping: epochs without a better validation Dice after which training ends; none never ends early.
    patches: what a network for volumes is shown at a time (see there); a network for slices is shown whole slices.
    channels: what a network for slices is shown besides the slice (see there).
    threads: processor threads; part of the result, because sums depend on it.
    """

    epochs: Annotated[int, Field(ge=1, le=100_000)] = 100
    batch: Annotated[int, Field(ge=1, le=4096)] = 8
    loss: Literal["ce", "dice", "dice_ce"] = "ce"
    loss_weights: LossWeights = LossWeights()
    class_weights: Literal["none", "balanced"] | dict[str, Annotated[float, Field(ge=0)]] = "none"
    dice_weights: Literal["organs"] | dict[str, Annotated[float, Field(ge=0)]] = "organs"
    optimizer: Literal["adam", "adamw"] = "adam"
    learning_rate: Annotated[float, Field(gt=0, le=1)] = 5e-4
    weight_decay: Annotated[float, Field(ge=0, le=1)] = 0.0
    schedule: Literal["plateau", "poly", "constant"] = "plateau"
    plateau: PlateauSettings = PlateauSettings()
    early_stopping: Count | None = None
    patches: PatchSettings | None = None
    channels: ChannelSettings | None = None
    initialization: Literal["xavier", "default"] = "xavier"
    threads: Annotated[int, Field(ge=1, le=64)] = 2
