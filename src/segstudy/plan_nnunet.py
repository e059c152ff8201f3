"""From an arm that is nnU-Net to its training and to what that is prepared with. Pure and quick, as the plan."""

import hashlib
import importlib.util
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from segstudy.config.nnunet import MODEL, NnunetSettings
from segstudy.errors import StudyError

if TYPE_CHECKING:
    from segstudy.config.arms import ArmSettings
    from segstudy.plan_training import Training

# What a prepared fold depends on; the rest of the settings is the training's.
PLANNED = ("configuration", "planner", "patch")


@dataclass(frozen=True)
class NnunetFold:
    """What trainings share: `name`, below `nnunet/`; settings: those in PLANNED, as plain values."""

    name: str
    settings: dict[str, Any]
    fraction: float


def nnunet_training(arm: "ArmSettings", seed: int, several_seeds: bool) -> dict[str, Any]:
    """The fields of the training of `arm`."""
    settings = NnunetSettings(**arm.model_arguments)
    told = settings.told()
    parts = [MODEL, settings.configuration]
    if special := {key: value for key, value in told.items() if key != "configuration"}:
        parts.append(hashlib.sha256(json.dumps(special, sort_keys=True).encode()).hexdigest()[:8])
    if arm.training_fraction < 1:
        parts.append(f"fraction-{arm.training_fraction:g}")
    if several_seeds:
        parts.append(f"seed-{seed}")
    return {
        "name": ".".join(parts),
        "model": MODEL,
        "arguments": told,
        "preparation": None,
        "augmentation": None,
        "settings": settings.model_dump(mode="json"),
        "fraction": arm.training_fraction,
        "seed": seed,
        "tuned": None,
        "own": {},
    }


def nnunet_fold(training: "Training") -> NnunetFold:
    """What `training` is prepared with, the same for every seed and every trainer."""
    settings = {key: training.settings[key] for key in PLANNED}
    parts = [settings["planner"], settings["configuration"]]
    if settings["patch"]:
        parts.append("patch-" + "-".join(map(str, settings["patch"])))
    if training.fraction < 1:
        parts.append(f"fraction-{training.fraction:g}")
    return NnunetFold(".".join(parts), settings, training.fraction)


def nnunet_folds(trainings: Iterable["Training"]) -> dict[str, NnunetFold]:
    """What the trainings that are nnU-Net's are prepared with, by name.

    Raises StudyError where there are any and nnU-Net is not installed.
    """
    folds = [nnunet_fold(training) for training in trainings if training.model == MODEL]
    if folds and importlib.util.find_spec("nnunetv2") is None:
        raise StudyError(
            "config: arms: nnU-Net is not installed; `pip install -c constraints.txt -e '.[nnunet]'` installs it"
        )
    return {fold.name: fold for fold in folds}
