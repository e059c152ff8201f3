"""`training:` how a network is fitted; defaults of every arm."""

from typing import Annotated, Literal

from pydantic import Field

from segstudy.config.sections.channels import ChannelSettings
from segstudy.config.sections.losses import LossSettings, LossTerm, LossTerms, alone, loss_in_words
from segstudy.config.sections.patches import PatchSettings
from segstudy.config.sections.section import Section
from segstudy.config.sections.words import Cite, plural, setting, short

Count = Annotated[int, Field(ge=1)]
# Stands beside the organs where each class has a number.
BACKGROUND = "background"
OPTIMIZERS_IN_WORDS = {"adam": "Adam", "adamw": "AdamW", "sgd": "stochastic gradient descent", "rmsprop": "RMSprop"}


class PlateauSettings(Section):
    """Multiply the rate by `factor` after `patience` epochs without a lower validation loss."""

    factor: Annotated[float, Field(gt=0, lt=1, description="What the learning rate is multiplied by.")] = 0.5
    patience: Annotated[int, Field(ge=0, description="Epochs without a lower validation loss after which it is.")] = 5

    def in_words(self) -> str:
        """How the rate falls."""
        return (
            f"the rate multiplied by {short(self.factor)} after {self.patience} epochs without a lower validation loss"
        )


class StepSettings(Section):
    """Multiply the rate by `factor` after every `every` epochs."""

    factor: Annotated[float, Field(gt=0, lt=1, description="What the learning rate is multiplied by.")] = 0.1
    every: Annotated[int, Field(ge=1, description="Epochs after which it is, again and again.")] = 30

    def in_words(self) -> str:
        """How the rate falls."""
        return f"the rate multiplied by {short(self.factor)} every {plural(self.every, 'epoch')}"


class LossWeights(Section):
    """What the two terms of `dice_ce` are multiplied by."""

    dice: Annotated[float, Field(ge=0, description="Weight of the Dice loss.")] = 1.0
    ce: Annotated[float, Field(ge=0, description="Weight of the cross-entropy.")] = 1.0


class TrainingSettings(Section):
    """Hyper-parameters of one training."""

    epochs: Annotated[int, Field(ge=1, le=100_000, description="Epochs, at most.")] = 100
    batch: Annotated[int, Field(ge=1, le=4096, description="Slices, or patches of volumes, of a step.")] = 8
    loss: Annotated[
        LossSettings,
        Field(
            description="What is minimized: a loss by name, such as cross-entropy (`ce`), the Dice loss (`dice`) or "
            "the sum of both, weighted by `loss_weights` (`dice_ce`); or any sum, such as `{dice: 0.7, ce: 0.3}`."
        ),
    ] = "ce"
    loss_weights: Annotated[LossWeights, Field(description="Weights of the two terms of `dice_ce`.")] = LossWeights()
    class_weights: Annotated[
        Literal["none", "balanced"] | dict[str, Annotated[float, Field(ge=0)]],
        Field(
            description="Weights of the cross-entropy, and of other losses of pixels: `none`, `balanced` (from the "
            "training labels), or one number for `background` and each organ."
        ),
    ] = "none"
    dice_weights: Annotated[
        Literal["organs"] | dict[str, Annotated[float, Field(ge=0)]],
        Field(
            description="Weights of the classes in the Dice loss, and in other losses of regions: `organs` (each the "
            "same, background none), or one number for `background` and each organ."
        ),
    ] = "organs"
    optimizer: Annotated[
        Literal["adam", "adamw", "sgd", "rmsprop"], Field(description="The optimizer; `sgd` has Nesterov's momentum.")
    ] = "adam"
    momentum: Annotated[float, Field(ge=0, lt=1, description="Momentum of `sgd` and `rmsprop`; nnU-Net's is 0.99.")] = (
        0.9
    )
    learning_rate: Annotated[float, Field(gt=0, le=1, description="The learning rate of the first epoch.")] = 5e-4
    weight_decay: Annotated[float, Field(ge=0, le=1, description="The optimizer's weight decay.")] = 0.0
    schedule: Annotated[
        Literal["plateau", "poly", "cosine", "step", "constant"],
        Field(
            description="How the learning rate changes: `plateau` or `step` (see there), `poly` (falls to nothing by "
            "the last epoch, as in nnU-Net), `cosine` (the same along half a cosine) or `constant`."
        ),
    ] = "plateau"
    plateau: Annotated[PlateauSettings, Field(description="How `schedule: plateau` lowers the rate.")] = (
        PlateauSettings()
    )
    step: Annotated[StepSettings, Field(description="How `schedule: step` lowers the rate.")] = StepSettings()
    warmup_epochs: Annotated[
        int, Field(ge=0, description="First epochs, in which the rate rises to its own in even steps.")
    ] = 0
    clip_norm: Annotated[
        Annotated[float, Field(gt=0)] | None,
        Field(description="Norm to which longer gradients, of all weights together, are shortened; none leaves them."),
    ] = None
    accumulate: Annotated[
        int, Field(ge=1, le=1000, description="Batches whose gradients are averaged for one step of the optimizer.")
    ] = 1
    ema: Annotated[
        Annotated[float, Field(gt=0, lt=1)] | None,
        Field(
            description="Decay, a step, of a moving average of all weights, which then is the network that is "
            "validated and kept; such as 0.999. None keeps none."
        ),
    ] = None
    checkpoint: Annotated[
        Literal["dice", "loss"],
        Field(description="Which epoch's network is kept: that with the best validation Dice, or the lowest loss."),
    ] = "dice"
    early_stopping: Annotated[
        Count | None,
        Field(
            description="Epochs without a better validation Dice, or what `checkpoint` names, after which training "
            "ends; none never ends early."
        ),
    ] = None
    patches: Annotated[
        PatchSettings | None,
        Field(
            description="What a network for volumes is shown at a time, which it must be told; a network for slices is "
            "shown whole slices."
        ),
    ] = None
    slices: Annotated[
        Literal["all", "with_organ"],
        Field(description="Which slices a network for slices learns from: `all`, or those that show an organ."),
    ] = "all"
    channels: Annotated[
        ChannelSettings | None, Field(description="What a network for slices is shown besides the slice.")
    ] = None
    deterministic: Annotated[
        bool,
        Field(
            description="Whether a GPU takes kernels that give the same bytes each time, where there are such; slower. "
            "A processor always does."
        ),
    ] = False
    initialization: Annotated[
        Literal["xavier", "default"],
        Field(
            description="How weights begin: by Glorot and Bengio's rule (`xavier`), or as each layer has it "
            "(`default`)."
        ),
    ] = "xavier"
    threads: Annotated[
        int,
        Field(ge=1, le=64, description="Processor threads; part of the result, because sums depend on it."),
    ] = 2

    @property
    def loss_terms(self) -> dict[str, LossTerm]:
        """What is minimized as a sum: each loss by name, with its weight and its settings."""
        if isinstance(self.loss, LossTerms):
            return self.loss.terms
        if self.loss == "dice_ce":
            shares = {"ce": self.loss_weights.ce, "dice": self.loss_weights.dice}
            return {name: alone(name).model_copy(update={"weight": share}) for name, share in shares.items()}
        return {self.loss: alone(self.loss)}

    def in_words(self, cite: Cite, samples: str) -> str:
        """What a training minimized, how, and for how long.

        Args:
            cite: Numbers references.
            samples: What batches consist of.
        """
        name = OPTIMIZERS_IN_WORDS[self.optimizer]
        if self.optimizer in ("sgd", "rmsprop"):
            name += f" with {'Nesterov’s ' if self.optimizer == 'sgd' else ''}momentum {short(self.momentum)}"
        shown = " that show an organ" if self.slices == "with_organ" else ""
        together = f", {self.accumulate} batches a step" if self.accumulate > 1 else ""
        clipped = (
            f", gradients clipped to a norm of {short(self.clip_norm)} {cite('clipping')}" if self.clip_norm else ""
        )
        decay = f", weight decay {short(self.weight_decay)}" if self.weight_decay else ""
        return (
            f"minimized {self.loss_in_words(cite)} ({self._class_weights_in_words()}) with {name} "
            f"{cite(self.optimizer)} (learning rate {short(self.learning_rate)}{decay}, batches of {self.batch} "
            f"{samples}{shown}{together}{clipped}, {self._length_in_words(cite)})"
        )

    def initialization_in_words(self, cite: Cite) -> str:
        """How weights began, as a sentence; empty where each layer has its own way."""
        if self.initialization != "xavier":
            return ""
        return f"Weights were initialized after Glorot and Bengio {cite('glorot')}."

    def loss_in_words(self, cite: Cite) -> str:
        """What is minimized."""
        if self.loss == "ce":
            return "cross-entropy"
        if self.loss not in ("dice", "dice_ce"):
            words = self.loss.in_words(cite) if isinstance(self.loss, LossTerms) else loss_in_words(self.loss, cite)
            if self.dice_weights != "organs":
                words += f", class weights in losses of regions {setting(self.dice_weights)}"
            return words
        shares = self.loss_weights
        if self.loss == "dice":
            words = "the Dice loss"
        elif shares.dice == shares.ce == 1:
            words = "the sum of Dice loss and cross-entropy"
        else:
            words = f"{short(shares.dice)} times the Dice loss plus {short(shares.ce)} times the cross-entropy"
        if self.dice_weights != "organs":
            words += f", class weights in the Dice loss {setting(self.dice_weights)}"
        return f"{words} {cite('dice_loss')}"

    def _class_weights_in_words(self) -> str:
        if self.class_weights == "none":
            return "all classes weighing the same"
        if self.class_weights == "balanced":
            return "classes weighted inversely to their frequency in the training labels"
        return f"class weights {setting(self.class_weights)}"

    def _length_in_words(self, cite: Cite) -> str:
        text = plural(self.epochs, "epoch")
        if self.early_stopping:
            better = "better validation Dice" if self.checkpoint == "dice" else "lower validation loss"
            text = f"at most {text}, ended after {self.early_stopping} without a {better}"
        if self.schedule == "poly":
            text += "; the rate falling to nothing as (1 - epoch / epochs) to the power 0.9"
        if self.schedule == "plateau":
            text += f"; {self.plateau.in_words()}"
        if self.schedule == "cosine":
            text += f"; the rate falling to nothing along half a cosine {cite('cosine')}"
        if self.schedule == "step":
            text += f"; {self.step.in_words()}"
        if self.warmup_epochs:
            text += f"; the rate rising to its own over the first {plural(self.warmup_epochs, 'epoch')}"
        if self.ema is not None:
            text += (
                f"; kept is an exponential moving average of the weights {cite('averaging')} (decay {short(self.ema)})"
            )
        if self.deterministic:
            text += "; with kernels that give the same bytes each time"
        if self.checkpoint == "loss":
            text += "; kept is the epoch with the lowest validation loss"
        return text
