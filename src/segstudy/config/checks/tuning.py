"""What must hold between searches and the rest of a study."""

from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from segstudy.config.checks.space import SECTIONS, space_of
from segstudy.config.sections.arms import ArmSettings
from segstudy.config.sections.layers import BUDGET, layered
from segstudy.config.sections.messages import Problem, closest, problems_of
from segstudy.config.sections.points import nested
from segstudy.config.sections.study import StudySettings
from segstudy.config.sections.training import TrainingSettings
from segstudy.config.sections.tuning import Range, SearchSettings
from segstudy.models.registry import MODELS, argument_names

# Of a search's budget, of the machine, or one number for each organ.
NOT_SEARCHED = (*BUDGET, *SECTIONS, "patches", "channels", "threads")


def check_tuning(study: StudySettings) -> Iterable[Problem]:
    """Problems of every entry under `tuning:`."""
    for name, search in study.tuning.items():
        where = f"tuning.{name}"
        if search.known is not None:
            yield from _check_known(study, search, f"{where}.known")
        else:
            yield from _check_search(study, search, where)


def check_tuned(study: StudySettings, arm: ArmSettings, where: str) -> Iterable[Problem]:
    """Problems of an arm's `tuned:`.

    Args:
        study: The study's settings.
        arm: One of its arms.
        where: The arm's key in the configuration.
    """
    if arm.tuned is None:
        return
    if arm.tuned not in study.tuning:
        yield closest(f"{where}.tuned", arm.tuned, study.tuning, "search under `tuning:`")
        return
    search = study.tuning[arm.tuned]
    if search.known is None and search.model_name != arm.model_name:
        message = f"the search {arm.tuned!r} is for {search.model_name}, this arm's model is {arm.model_name}"
        yield Problem(f"{where}.tuned", message)
    elif search.known is not None and arm.model_name in MODELS and isinstance(search.known.get("model", {}), dict):
        yield from _arguments(arm.model_name, search.known_arguments, f"tuning.{arm.tuned}.known.model")


def _arguments(model: str, arguments: Iterable[str], where: str) -> Iterable[Problem]:
    allowed = argument_names(model)
    return [
        closest(where, argument, allowed, f"argument of {model}") for argument in arguments if argument not in allowed
    ]


def _settings(study: StudySettings, training: dict[str, Any], where: str) -> list[Problem]:
    try:
        TrainingSettings(**layered(study.training.model_dump(), training))
    except ValidationError as error:
        return problems_of(error, TrainingSettings, where)
    return []


def _check_known(study: StudySettings, search: SearchSettings, where: str) -> Iterable[Problem]:
    arguments = (search.known or {}).get("model", {})
    if not isinstance(arguments, dict):
        yield Problem(f"{where}.model", f"takes arguments, such as {{kernels: 32}}, not {arguments!r}")
    yield from _settings(study, search.known_training, where)


def _check_search(study: StudySettings, search: SearchSettings, where: str) -> Iterable[Problem]:
    if isinstance(search.model, dict) and len(search.model) != 1:
        yield Problem(f"{where}.model", "takes one model: a name, or {name: {argument: value}}")
        return
    if search.model_name not in MODELS:
        yield closest(f"{where}.model", search.model_name, MODELS, "model")
        return
    yield from _arguments(search.model_name, search.model_arguments, f"{where}.model.{search.model_name}")
    if search.preparation not in study.preparations:
        yield closest(f"{where}.preparation", search.preparation, study.preparations, "preparation")
    if search.augmentation is not None and search.augmentation not in study.augmentations:
        yield closest(f"{where}.augmentation", search.augmentation, study.augmentations, "augmentation")
    if search.scope != "nested" and search.scope.fold >= study.folds.count and not study.folds.file:
        folds = f"folds are 0 to {study.folds.count - 1}"
        yield Problem(f"{where}.scope.fold", f"there is no fold {search.scope.fold}: {folds}")
    if problems := _settings(study, search.training, f"{where}.training"):
        yield from problems
        return
    yield from _check_space(study, search, f"{where}.space")


def _check_space(study: StudySettings, search: SearchSettings, where: str) -> Iterable[Problem]:
    arguments = [f"model.{argument}" for argument in argument_names(search.model_name)]
    single = [key for key in TrainingSettings.model_fields if key not in NOT_SEARCHED]
    inner = [f"{key}.{field}" for key, section in SECTIONS.items() for field in section.model_fields]
    for key, searched in space_of(search).items():
        if key in BUDGET:
            yield Problem(f"{where}.{key}", "is what a trial may cost: set it under this search's `training`")
        elif key not in (allowed := [*single, *inner, *arguments]):
            yield closest(where, key, allowed, "hyper-parameter")
        elif key not in arguments:
            ends = [searched.low, searched.high] if isinstance(searched, Range) else searched
            problems = {
                problem
                for value in ends
                for problem in _settings(study, layered(search.training, nested({key: value})[0]), where)
            }
            yield from sorted(problems, key=str)
