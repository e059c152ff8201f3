"""A study file, read and checked as a whole."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from segstudy.config.checks.arms import check_arms
from segstudy.config.checks.augmentations import check_augmentations
from segstudy.config.checks.color import check_color
from segstudy.config.checks.data_sets import check_sets
from segstudy.config.checks.given import check_learning
from segstudy.config.checks.grow import check_grow
from segstudy.config.checks.organs import check_organs
from segstudy.config.checks.representations import check_representations
from segstudy.config.checks.tuning import check_tuning
from segstudy.config.sections.messages import Problem, problems_of
from segstudy.config.sections.study import StudySettings
from segstudy.running.errors import StudyError


def read_study(config: dict[str, Any]) -> StudySettings:
    """Check a study's configuration.

    Args:
        config: what the study file says, as plain values.

    Raises:
        StudyError: one line for each problem: the key, what is wrong, what is allowed.
    """
    try:
        study = StudySettings.model_validate(dict(config))
        problems = list(_check(study))
    except ValidationError as error:
        problems = problems_of(error, StudySettings, "")
    if problems:
        raise StudyError("\n".join(f"config: {problem}" for problem in problems))
    return study


def study_from_spec(spec: Mapping[str, Any]) -> StudySettings:
    """The study whose spec a job is handed; it was checked when the DAG was built.

    Args:
        spec: As `StudySettings.spec` gave it.

    Raises:
        StudyError: It is no study's.
    """
    try:
        return StudySettings.from_spec(spec)
    except ValidationError as error:
        problems = problems_of(error, StudySettings, "")
        raise StudyError("\n".join(f"config: {problem}" for problem in problems)) from error


def _check(study: StudySettings) -> Iterable[Problem]:
    yield from check_augmentations(study)
    yield from check_tuning(study)
    yield from check_representations(study)
    yield from check_arms(study)
    yield from check_color(study)
    yield from check_organs(study)
    yield from check_sets(study)
    yield from check_learning(study)
    yield from check_grow(study)
