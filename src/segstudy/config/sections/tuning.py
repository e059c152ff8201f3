"""`tuning:` searches for hyper-parameters, and answers that are known already."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from segstudy.config.sections.section import Section
from segstudy.config.sections.training import OPTIMIZERS_IN_WORDS
from segstudy.config.sections.words import Cite, listing, plural, setting, short


def _whole(number: float) -> bool:
    return abs(number - round(number)) < 1e-6


class Range(Section):
    """Numbers from `low` to `high`, both among them."""

    low: Annotated[float | int, Field(description="The lowest number.")]
    high: Annotated[float | int, Field(description="The highest number.")]
    log: Annotated[bool, Field(description="Whether numbers are drawn on a logarithmic scale.")] = False
    step: Annotated[
        Annotated[float | int, Field(gt=0)] | None,
        Field(description="Step between numbers; none draws any number. Not on a logarithmic scale."),
    ] = None

    @model_validator(mode="after")
    def _check(self) -> "Range":
        if self.low >= self.high:
            raise ValueError(f"`low` ({self.low:g}) should be below `high` ({self.high:g})")
        if self.log and self.low <= 0:
            raise ValueError(f"`low` ({self.low:g}) should be above 0 on a logarithmic scale")
        if self.log and self.step is not None:
            raise ValueError("takes `log` or `step`, not both")
        if self.step is not None and not _whole((self.high - self.low) / self.step):
            raise ValueError(f"no number of steps of {self.step:g} leads from {self.low:g} to {self.high:g}")
        return self

    def in_words(self) -> str:
        """From where to where, and how."""
        scale = ", logarithmic" if self.log else f", in steps of {short(self.step)}" if self.step else ""
        return f"({short(self.low)} to {short(self.high)}{scale})"


def _kind(searched: Any) -> str:
    return "list[choices]" if isinstance(searched, list) else "dict[range]"


Choices = Annotated[list[str | int | float | bool | None], Field(min_length=2)]
# Told apart first, so that an error speaks of one of them.
Searched = Annotated[
    Annotated[Range, Tag("dict[range]")] | Annotated[Choices, Tag("list[choices]")], Discriminator(_kind)
]
Space = dict[str, Searched]

PUBLISHED_SPACE: Space = {
    "learning_rate": Range(low=1e-4, high=1e-2, log=True),
    "weight_decay": Range(low=1e-4, high=1e-2, log=True),
    "plateau.factor": Range(low=0.1, high=0.9),
    "plateau.patience": Range(low=2, high=10),
    "optimizer": ["adam", "adamw"],
    "model.kernels": Range(low=16, high=64, step=16),
}


class OneFold(Section):
    """Search once, on the training part of `fold`; patients of other folds' test parts take part in the search."""

    fold: Annotated[int, Field(ge=0, description="The fold on whose training part is searched.")]


Scope = Annotated[
    Annotated[Literal["nested"], Tag("literal[nested]")] | Annotated[OneFold, Tag("dict[fold]")],
    Discriminator(lambda scope: "dict[fold]" if isinstance(scope, dict | OneFold) else "literal[nested]"),
]


class SearchSettings(Section):
    """A search, or what one has found elsewhere (`known`, and then nothing else)."""

    known: Annotated[
        dict[str, Any] | None,
        Field(
            description="An answer without a search: hyper-parameters as under `training:`, and under `model` "
            "arguments of the model."
        ),
    ] = None
    model: Annotated[
        str | dict[str, dict[str, Any]],
        Field(description="The model that trials train: its name, or `{name: {argument: value}}`."),
    ] = "enet"
    preparation: Annotated[
        str | None, Field(description="The preparation that trials train on, one of `preparations:`; a search has one.")
    ] = None
    augmentation: Annotated[
        str | None, Field(description="The augmentation of the trials, one of `augmentations:`; none augments nothing.")
    ] = None
    training: Annotated[
        dict[str, Any],
        Field(
            description="Hyper-parameters of the trials that differ from the study's `training:`. How long a trial "
            "lasts (`epochs`, `early_stopping`) holds for the trials alone."
        ),
    ] = {}
    space: Annotated[
        Annotated[Space, Field(min_length=1)] | None,
        Field(
            description="What is searched: a key of `training:`, `plateau.<key>` or `model.<argument>`, and its range "
            "or choices; none is the published space."
        ),
    ] = None
    trials: Annotated[int, Field(ge=1, le=10_000, description="How many trials there are.")] = 30
    parallel: Annotated[
        int,
        Field(
            ge=1,
            le=1000,
            description="Trials that run side by side: a round, whose trials learn from earlier rounds only.",
        ),
    ] = 4
    minutes: Annotated[
        Annotated[float, Field(gt=0)] | None,
        Field(
            description="No trial begins once the trials before its round have trained so many minutes together; none "
            "sets no limit."
        ),
    ] = None
    pruning: Annotated[
        Literal["median", "none"],
        Field(description="`median` ends a trial whose validation Dice is below the median of earlier rounds."),
    ] = "median"
    scope: Annotated[
        Scope,
        Field(
            description="`nested`: a search a fold, which sees the training part of its fold only; or `{fold: k}`: one "
            "search."
        ),
    ] = "nested"

    @model_validator(mode="after")
    def _known_stands_alone(self) -> "SearchSettings":
        if self.known is not None and (others := sorted(self.model_fields_set - {"known"})):
            raise ValueError(f"`known` is an answer without a search: leave out {', '.join(others)}")
        if self.known is None and self.preparation is None:
            raise ValueError("needs `preparation` (of what the trials train on), or `known`")
        return self

    @property
    def model_name(self) -> str:
        """The model's name in the registry."""
        return self.model if isinstance(self.model, str) else next(iter(self.model), "")

    @property
    def model_arguments(self) -> dict[str, Any]:
        """What the trials' model is built with where the search does not say."""
        return {} if isinstance(self.model, str) else self.model.get(self.model_name, {})

    @property
    def known_training(self) -> dict[str, Any]:
        """The part of `known` that belongs under `training:`."""
        return {key: value for key, value in (self.known or {}).items() if key != "model"}

    @property
    def known_arguments(self) -> dict[str, Any]:
        """The part of `known` that belongs to the model."""
        return (self.known or {}).get("model", {})

    def in_words(self, space: Space, epochs: int, cite: Cite) -> str:
        """What was searched, on whom and how; what was known, where nothing was.

        Args:
            space: What is searched, by default too.
            epochs: Of the study's trainings, where the search does not say.
            cite: Numbers references.
        """
        if self.known is not None:
            return f"hyper-parameters were taken as known: {setting(self.known).replace('_', ' ')}"
        searched = [f"{_key_in_words(key)} {_values_in_words(values)}" for key, values in space.items()]
        if self.scope == "nested":
            where = "separately for each fold, on its training part alone"
        else:
            where = f"once, on the training part of fold {self.scope.fold}, for all folds"
        drawn = (
            f"drawn by a tree-structured Parzen estimator {cite('tpe', 'optuna')} that maximized the validation Dice"
        )
        if self.pruning != "none":
            drawn += f"; those below the median of earlier ones were ended {cite('median_rule')}"
        budget = f", within {self.minutes:g} minutes of training" if self.minutes else ""
        return (
            f"{listing(searched)} were searched {where}, in {plural(self.trials, 'trial')} of at most "
            f"{plural(self.training.get('epochs', epochs), 'epoch')}{budget}, {drawn}"
        )


def _key_in_words(key: str) -> str:
    section, _, field = key.rpartition(".")
    words = field.replace("_", " ")
    return words if section in ("", "model") else f"{section} {words}"


def _values_in_words(searched: Range | list[Any]) -> str:
    if isinstance(searched, Range):
        return searched.in_words()
    return f"({' or '.join(OPTIMIZERS_IN_WORDS.get(value) or setting(value) for value in searched)})"
