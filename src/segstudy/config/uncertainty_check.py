"""Which arms can say how sure they are, and in which way."""

import ast
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from segstudy.config.messages import Problem, closest
from segstudy.config.nnunet import MODEL as NNUNET
from segstudy.models.registry import MODELS, signature

if TYPE_CHECKING:
    from segstudy.config.arms import ArmSettings
    from segstudy.config.study import StudySettings


def check_uncertainty(study: "StudySettings", arm: "ArmSettings", where: str) -> Iterable[Problem]:
    """Problems of the `uncertainty` of `arm`; where: the arm's key in the configuration."""
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
            told = " or ".join(f"`{name}`" for name in dropouts)
            yield Problem(key, f"{arm.model_name} has no dropout here: set {told} of the model above 0")


def dropout_arguments(model: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """The model's arguments that are probabilities of dropout, as given or by default."""
    told = signature(model).args
    named = [*told.posonlyargs, *told.args]
    defaults = dict(zip(named[len(named) - len(told.defaults) :], told.defaults, strict=True))
    defaults |= {name: value for name, value in zip(told.kwonlyargs, told.kw_defaults, strict=True) if value}
    found = {name.arg: value for name, value in defaults.items() if name.arg.startswith("dropout")}
    return {name: arguments[name] if name in arguments else ast.literal_eval(value) for name, value in found.items()}
