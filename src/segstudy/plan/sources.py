"""From an arm without a training to what predicts it: a ready network, and another arm. Pure and quick, as the plan."""

import importlib.util
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from segstudy.config.sections.names import folder_of
from segstudy.config.sections.sam2 import RANDOM, WHERE, PromptedSettings, zero_shot_settings
from segstudy.config.sections.source_arms import TRUTH
from segstudy.plan.names import digest
from segstudy.running.errors import StudyError

if TYPE_CHECKING:
    from segstudy.config.sections.arms import ArmSettings

CHECKPOINT_FILES = ("config.json", "model.safetensors")


@dataclass(frozen=True)
class ZeroShot:
    """What predicts without a training.

    Attributes:
        name: Its folder below `inferred/`.
        model: `sam2_prompted` or `sam2_video`.
        settings: The model's.
        source: The path of the run it starts from, or `truth`.
    """

    name: str
    model: str
    settings: PromptedSettings
    source: str


def zero_shot(arm: "ArmSettings", source: str) -> ZeroShot:
    """How `arm` is predicted.

    Args:
        arm: One whose model needs no training.
        source: The path of the run of its `source_arm`, or `truth`.
    """
    settings = zero_shot_settings(arm.model_name, arm.model_arguments)
    name = ".".join([arm.model_name, source.replace("/", "."), digest(settings.spec())])
    return ZeroShot(name, arm.model_name, settings, source)


def source_path(arm: "ArmSettings", seed: int, several_seeds: bool) -> str:
    """The path of the run, with the same seed, that `arm` starts from."""
    folder = folder_of(str(arm.source_arm))
    return f"{folder}/seed-{seed}" if several_seeds and arm.source_arm != TRUTH else folder


def checkpoint_files(checkpoint: str | None) -> list[str]:
    """The files of a checkpoint; none where it is random or not used."""
    if checkpoint is None or checkpoint == RANDOM:
        return []
    return [str(Path(checkpoint, name)) for name in CHECKPOINT_FILES]


def check_sam2(checkpoints: Iterable[str | None]) -> None:
    """Look for SAM 2, where an arm needs it, and for its checkpoints.

    Args:
        checkpoints: Those of all arms that are, or begin with, SAM 2.

    Raises:
        StudyError: It is not installed, or a checkpoint is not there.
    """
    wanted = [checkpoint for checkpoint in dict.fromkeys(checkpoints) if checkpoint is not None]
    if wanted and importlib.util.find_spec("transformers") is None:
        raise StudyError(
            "config: arms: transformers, which SAM 2 comes with, is not installed; "
            "`pip install -c constraints.txt -e '.[sam2]'` installs it"
        )
    for checkpoint in wanted:
        for file in checkpoint_files(checkpoint):
            if not Path(file).is_file():
                raise StudyError(f"config: arms: checkpoint {checkpoint}: there is no {Path(file).name} in it; {WHERE}")
