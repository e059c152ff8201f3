"""From an arm that is nnU-Net to its training and to what that is prepared with. Pure and quick, as the plan."""

import importlib.util
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from segstudy.config.sections.nnunet import MODEL, NnunetSettings
from segstudy.plan.names import digest, start_part
from segstudy.plan.training import NnunetTraining
from segstudy.running.errors import StudyError

if TYPE_CHECKING:
    from segstudy.config.sections.arms import ArmSettings


@dataclass(frozen=True)
class NnunetFold:
    """What trainings share.

    Attributes:
        name: Below `nnunet/`.
        settings: Of which only `configuration`, `planner` and `patch` are other than by default: the rest of the
            settings is the training's.
        fraction: The share of the training patients.
    """

    name: str
    settings: NnunetSettings
    fraction: float


def nnunet_training(arm: "ArmSettings", seed: int, several_seeds: bool, source: str | None) -> NnunetTraining:
    """The training of `arm`; `source`: the one whose networks its own begin as."""
    settings = NnunetSettings(**arm.model_arguments)
    parts = [MODEL, settings.configuration]
    if special := {key: value for key, value in settings.spec().items() if key != "configuration"}:
        parts.append(digest(special))
    if arm.start_from:
        parts.append(start_part(arm.start_from, source))
    if arm.training_fraction < 1:
        parts.append(f"fraction-{arm.training_fraction:g}")
    if several_seeds:
        parts.append(f"seed-{seed}")
    return NnunetTraining(".".join(parts), settings, arm.training_fraction, seed, arm.start_from, source)


def nnunet_fold(training: NnunetTraining) -> NnunetFold:
    """What `training` is prepared with, the same for every seed and every trainer."""
    asked = training.settings
    settings = NnunetSettings(configuration=asked.configuration, planner=asked.planner, patch=asked.patch)
    parts = [settings.planner, settings.configuration]
    if settings.patch:
        parts.append("patch-" + "-".join(map(str, settings.patch)))
    if training.fraction < 1:
        parts.append(f"fraction-{training.fraction:g}")
    return NnunetFold(".".join(parts), settings, training.fraction)


def nnunet_folds(trainings: Iterable[NnunetTraining]) -> dict[str, NnunetFold]:
    """What nnU-Net's trainings are prepared with, by name.

    Raises:
        StudyError: There are any and nnU-Net is not installed.
    """
    folds = [nnunet_fold(training) for training in trainings]
    if folds and importlib.util.find_spec("nnunetv2") is None:
        raise StudyError(
            "config: arms: nnU-Net is not installed; `pip install -c constraints.txt -e '.[nnunet]'` installs it"
        )
    return {fold.name: fold for fold in folds}
