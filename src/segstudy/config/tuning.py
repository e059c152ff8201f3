"""`tuning:` searches for hyper-parameters, and answers that are known already."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from segstudy.config.section import Section


def _whole(number: float) -> bool:
    return abs(number - round(number)) < 1e-6


class Range(Section):
    """Numbers from `low` to `high`, both among them: on a logarithmic scale (`log`), or in steps of `step`."""

    low: float | int
    high: float | int
    log: bool = False
    step: Annotated[float | int, Field(gt=0)] | None = None

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


def _kind(searched: Any) -> str:
    return "list[choices]" if isinstance(searched, list) else "dict[range]"


Choices = Annotated[list[str | int | float | bool | None], Field(min_length=2)]
# told apart first, so that what is wrong is told of one of them
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

    fold: Annotated[int, Field(ge=0)]


Scope = Annotated[
    Annotated[Literal["nested"], Tag("literal[nested]")] | Annotated[OneFold, Tag("dict[fold]")],
    Discriminator(lambda scope: "dict[fold]" if isinstance(scope, dict | OneFold) else "literal[nested]"),
]


class SearchSettings(Section):
    """A search, or what one has found elsewhere (`known`, and then nothing else).

    known: hyper-parameters as under `training:`, and under `model` arguments of the model.
    model, preparation, augmentation, training: what the trials train; `training` differs from the study's.
    space: what is searched: a key of `training:`, `plateau.<key>` or `model.<argument>`, and its range or choices.
    trials: how many; those that run side by side are a round (`parallel`), and learn from earlier rounds only.
    minutes: no trial begins once the trials before its round have trained so long together.
    pruning: `median` ends a trial whose validation Dice is below the median of earlier rounds.
    scope: `nested`: a search a fold, which sees the training part of its fold only; or `{fold: k}`: one search.
    """

    known: dict[str, Any] | None = None
    model: str | dict[str, dict[str, Any]] = "enet"
    preparation: str | None = None
    augmentation: str | None = None
    training: dict[str, Any] = {}
    space: Annotated[Space, Field(min_length=1)] | None = None
    trials: Annotated[int, Field(ge=1, le=10_000)] = 30
    parallel: Annotated[int, Field(ge=1, le=1000)] = 4
    minutes: Annotated[float, Field(gt=0)] | None = None
    pruning: Literal["median", "none"] = "median"
    scope: Scope = "nested"

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
