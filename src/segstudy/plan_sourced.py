"""From an arm without a training to what predicts it: a ready network, and another arm. Pure and quick, as the plan."""

import hashlib
import importlib.util
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segstudy.config.sam2 import RANDOM, WHERE, zero_shot_settings
from segstudy.config.source_arms import TRUTH
from segstudy.errors import StudyError

if TYPE_CHECKING:
    from segstudy.config.arms import ArmSettings

CHECKPOINT_FILES = ("config.json", "model.safetensors")


@dataclass(frozen=True)
class ZeroShot:
    """What predicts without a training; `name` is its folder below `inferred/`.

    settings: of the model, as plain values. source: the path of the run it starts from, or `truth`.
    """

    name: str
    model: str
    settings: dict[str, Any]
    source: str


def zero_shot(arm: "ArmSettings", source: str) -> ZeroShot:
    """How `arm` is predicted; source: the path of the run of its `source_arm`, or `truth`."""
    settings = zero_shot_settings(arm.model_name, arm.model_arguments)
    told = json.dumps(settings.told(), sort_keys=True)
    digest = hashlib.sha256(told.encode()).hexdigest()[:8]
    name = ".".join([arm.model_name, source.replace("/", "."), digest])
    return ZeroShot(name, arm.model_name, settings.model_dump(mode="json"), source)


def source_path(arm: "ArmSettings", seed: int, several_seeds: bool) -> str:
    """The path of the run, with the same seed, that `arm` starts from."""
    return f"{arm.source_arm}/seed-{seed}" if several_seeds and arm.source_arm != TRUTH else str(arm.source_arm)


def checkpoint_files(checkpoint: str | None) -> list[str]:
    """The files of a checkpoint; none where it is random or not used."""
    return [] if checkpoint in (None, RANDOM) else [str(Path(checkpoint, name)) for name in CHECKPOINT_FILES]


def check_sam2(checkpoints: Iterable[str | None]) -> None:
    """Raise StudyError where SAM 2 is not installed or a checkpoint is not there; checkpoints: of all its arms."""
    wanted = list(dict.fromkeys(checkpoints))
    if wanted and importlib.util.find_spec("transformers") is None:
        raise StudyError(
            "config: arms: transformers, which SAM 2 comes with, is not installed; "
            "`pip install -c constraints.txt -e '.[sam2]'` installs it"
        )
    for checkpoint in wanted:
        for file in checkpoint_files(checkpoint):
            if not Path(file).is_file():
                raise StudyError(f"config: arms: checkpoint {checkpoint}: there is no {Path(file).name} in it; {WHERE}")
