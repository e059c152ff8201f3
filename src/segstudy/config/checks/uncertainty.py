"""Which arms can say how sure they are, and in which way."""

from collections.abc import Iterable
from typing import Any

from segstudy.config.sections.arms import ArmSettings
from segstudy.config.sections.messages import Problem, closest
from segstudy.config.sections.nnunet import MODEL as NNUNET
from segstudy.config.sections.study import StudySettings
from segstudy.models.arguments import arguments_of
from segstudy.models.registry import MODELS


def check_uncertainty(study: StudySettings, arm: ArmSettings, where: str) -> Iterable[Problem]:
    """Problems of an arm's `uncertainty`.

    Args:
        study: The study's settings.
        arm: One of its arms.
        where: The arm's key in the configuration.
    """
    if arm.uncertainty is None:
        return
    key = f"{where}.uncertainty"
    if arm.uncertainty not in study.uncertainties:
        yield closest(key, arm.uncertainty, study.uncertainties, "uncertainty")
        return
    if arm.model_name == NNUNET:
        yield Problem(key, "nnU-Net's networks are applied by nnU-Net itself, once each: leave `uncertainty` out here")
        return
    if arm.source_arm is not None:
        yield Problem(key, f"{arm.model_name} starts from another arm's label maps: ask that arm how sure it is")
        return
    settings = study.uncertainties[arm.uncertainty]
    if settings.method == "seed_ensemble" and study.seeds < 2:
        yield Problem(key, f"`{arm.uncertainty}` compares networks of several seeds: set `seeds` to 2 or more")
    if settings.method == "mc_dropout" and arm.model_name in MODELS and not arm.tuned:
        dropouts = dropout_arguments(arm.model_name, study.model_arguments(arm))
        if not dropouts:
            yield Problem(key, f"{arm.model_name} has no dropout, which `{arm.uncertainty}` would leave on")
        elif not any(dropouts.values()):
            names = " or ".join(f"`{name}`" for name in dropouts)
            yield Problem(key, f"{arm.model_name} has no dropout here: set {names} of the model above 0")


def dropout_arguments(model: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """The arguments of `model` that are probabilities of dropout, as given or by default."""
    defaults = {name: known.default for name, known in arguments_of(model).items() if name.startswith("dropout")}
    return {name: arguments.get(name, default) for name, default in defaults.items()}
