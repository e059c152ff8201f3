"""Which arms can be shown something else than slices as they are."""

from collections.abc import Iterable

from segstudy.config.sections.arms import ArmSettings
from segstudy.config.sections.messages import Problem, closest
from segstudy.config.sections.representations import CARTESIAN, DEFAULTS
from segstudy.config.sections.study import StudySettings
from segstudy.models.registry import MODELS, dimensions


def check_representations(study: StudySettings) -> Iterable[Problem]:
    """Names under `representations:` that mean something else."""
    if CARTESIAN in study.representations:
        yield Problem(f"representations.{CARTESIAN}", "means slices as they are and has no settings")
    for kind in DEFAULTS:
        if kind in study.representations and study.representations[kind].kind != kind:
            message = f"is a {study.representations[kind].kind}; what is called {kind!r} must be of that kind"
            yield Problem(f"representations.{kind}.kind", message)


def check_representation(study: StudySettings, arm: ArmSettings, where: str) -> Iterable[Problem]:
    """Problems of an arm's `representation`.

    Args:
        study: The study's settings.
        arm: One of its arms.
        where: The arm's key in the configuration.
    """
    name, key = arm.representation, f"{where}.representation"
    if name == CARTESIAN:
        return
    if name not in study.representations and name not in DEFAULTS:
        yield closest(key, name, dict.fromkeys([CARTESIAN, *DEFAULTS, *study.representations]), "representation")
    elif arm.model_name not in MODELS:
        yield Problem(key, f"{arm.model_name} is shown scans by its own rules; leave `representation` out of this arm")
    elif dimensions(arm.model_name) == 3:
        yield Problem(key, f"{arm.model_name} sees volumes; representations are of slices")
