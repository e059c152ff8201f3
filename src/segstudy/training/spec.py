"""What a training is handed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, Self

from segstudy.config.sections.augmentation import AugmentationSettings
from segstudy.config.sections.layers import layered
from segstudy.config.sections.mean_teacher import MeanTeacherSettings
from segstudy.config.sections.points import nested
from segstudy.config.sections.representations import RepresentationSettings
from segstudy.config.sections.spec import Spec
from segstudy.config.sections.training import TrainingSettings
from segstudy.models.start_spec import StartSpec


@dataclass(frozen=True)
class OwnSettings(Spec):
    """What an arm itself says, beside the search whose answer it takes.

    Attributes:
        training: Keys of `training:`.
        arguments: Of its model.
    """

    training: dict[str, Any]
    arguments: dict[str, Any]


@dataclass(frozen=True)
class TrainingSpec(Spec):
    """One training on one fold.

    Attributes:
        model: The network's name, which is kept with it.
        builder: `module:attribute` of what builds it.
        arguments: What it is built with, besides channels and classes.
        settings: Its hyper-parameters.
        seed: From which all that is drawn follows.
        organs: Label integers by name, in the study's order.
        preparation: The spec of the preparation, which is kept with the network and not looked into.
        training: The cases to train on.
        validation: The cases to validate on.
        annotated: The organs somebody drew, by case.
        augmentation: The name of the offline copies that it learns from too, or of what changes its samples.
        own: What wins over a search's answer; only where one is still to come.
        representation: How slices are shown; None as they are.
        representation_builder: `module:attribute` of the representation.
        online: What changes samples anew in every epoch; None leaves them.
        start: What of a file of weights the network begins with; None draws them.
        mean_teacher: How it learns from scans alone besides; None where it does not.
        bare: The cases whose scans these are.
        taught: The organs that a teacher labels and the training learns from, by case; a job reads them from a file.
        normalization: `foreground` scales scans by the organs of the training part; None leaves them as prepared.
    """

    model: str
    builder: str
    arguments: dict[str, Any]
    settings: TrainingSettings
    seed: int
    organs: dict[str, int]
    preparation: dict[str, Any]
    training: tuple[str, ...]
    validation: tuple[str, ...]
    annotated: dict[str, tuple[str, ...]]
    augmentation: str | None = None
    own: OwnSettings | None = None
    representation: RepresentationSettings | None = None
    representation_builder: str | None = None
    online: AugmentationSettings | None = None
    start: StartSpec | None = None
    normalization: Literal["foreground"] | None = None
    mean_teacher: MeanTeacherSettings | None = None
    bare: tuple[str, ...] = ()
    taught: dict[str, tuple[str, ...]] | None = None

    def with_values(self, training: Mapping[str, Any], arguments: Mapping[str, Any]) -> Self:
        """The same with keys of `training:` and arguments of the model in the place of its own.

        Raises:
            pydantic.ValidationError: There are no such keys, or not with such values.
        """
        settings = TrainingSettings(**layered(self.settings.model_dump(), training))
        return replace(self, settings=settings, arguments={**self.arguments, **arguments})

    def at_point(self, parameters: Mapping[str, Any]) -> Self:
        """The same at a point of a space of hyper-parameters, by name in that space."""
        return self.with_values(*nested(parameters))
