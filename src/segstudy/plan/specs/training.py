"""What trainings and trials are handed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from segstudy.config.checks.space import plain_space
from segstudy.models.registry import builder_of, encoder_layers, handed
from segstudy.models.start_spec import StartSpec
from segstudy.plan.modules import representation_builder
from segstudy.plan.pseudo_labels import bare_cases
from segstudy.plan.search import trial_settings
from segstudy.training.spec import OwnSettings, TrainingSpec
from segstudy.tuning.spec import SearchSpec

if TYPE_CHECKING:
    from segstudy.plan.plan import Plan
    from segstudy.plan.training import NnunetTraining, Training


def training_spec(plan: "Plan", name: str, fold: int) -> TrainingSpec:
    """One training on one fold."""
    training = plan.own_trainings[name]
    parts = plan.split(fold, training.fraction, training.learn_from, training.draw)
    return TrainingSpec(
        model=training.model,
        builder=builder_of(training.model),
        arguments=handed(training.model, training.arguments),
        settings=training.settings,
        seed=training.seed,
        organs=plan.organs,
        preparation=plan.settings.preparations[training.preparation].spec(),
        training=tuple(parts[0]),
        validation=tuple(parts[1]),
        annotated=_annotated(plan, parts),
        augmentation=training.augmentation,
        own=_own(training) if training.tuned else None,
        representation=training.representation,
        representation_builder=representation_builder(training),
        online=plan.online(training.augmentation),
        normalization=_normalization(plan, training.preparation),
        start=start_spec(training),
        mean_teacher=training.mean_teacher,
        bare=tuple(bare_cases(plan, training, fold)) if training.mean_teacher else (),
    )


def _own(training: "Training") -> OwnSettings:
    """What an arm says itself, beside a search."""
    return OwnSettings(training.own["training"], handed(training.model, training.own["arguments"]))


def _normalization(plan: "Plan", preparation: str) -> Literal["foreground"] | None:
    """What a preparation leaves to each training, whose patients it depends on."""
    return "foreground" if plan.settings.preparations[preparation].normalize == "foreground" else None


def start_spec(training: "Training | NnunetTraining") -> StartSpec | None:
    """What of the weights a training begins with is taken; their file is an input of its job."""
    start = training.start
    if start is None:
        return None
    layers = encoder_layers(training.model) if start.part == "encoder" else ()
    source = training.start_training or start.trained or start.weights or ""
    return StartSpec(source, start.prefix, layers, start.freeze, tuple(start.into))


def trial_spec(plan: "Plan", part: str) -> TrainingSpec:
    """What a trial trains, where it does not try something else."""
    searched = plan.search_parts[part]
    settings, parts = searched.settings, plan.split(searched.fold)
    return TrainingSpec(
        model=settings.model_name,
        builder=builder_of(settings.model_name),
        arguments=handed(settings.model_name, settings.model_arguments),
        settings=trial_settings(plan.settings, settings),
        seed=plan.settings.seed,
        organs=plan.organs,
        preparation=plan.settings.preparations[searched.preparation].spec(),
        training=tuple(parts[0]),
        validation=tuple(parts[1]),
        annotated=_annotated(plan, parts),
        augmentation=settings.augmentation,
        online=plan.online(settings.augmentation),
        normalization=_normalization(plan, searched.preparation),
    )


def search_spec(plan: "Plan", part: str, trial: int) -> SearchSpec:
    """What a trial is handed of its search."""
    searched = plan.search_parts[part]
    return SearchSpec(
        search=searched.search,
        fold=searched.fold,
        number=trial,
        earlier=len(searched.earlier(trial)),
        seed=plan.settings.seed,
        space=plain_space(searched.settings),
        pruning=searched.settings.pruning,
        minutes=searched.settings.minutes,
    )


def _annotated(plan: "Plan", parts: Sequence[Sequence[str]]) -> dict[str, tuple[str, ...]]:
    return {case: tuple(plan.annotated(case)) for part in parts for case in part}
