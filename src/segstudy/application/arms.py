"""The trained arms that studies have left behind."""

import json
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from segstudy.config.inference import InferenceSettings
from segstudy.config.messages import closest
from segstudy.config.postprocessing import PostprocessingSettings
from segstudy.config.preparation import PreparationSettings
from segstudy.errors import StudyError

LISTED = "arms.json"


@dataclass(frozen=True)
class Arm:
    """One arm of a study, or one seed of it, ready to be used on new scans.

    path: `results/<study>/<name>`. name: as the study calls it; `<arm>/seed-<n>` where there are several seeds.
    phantom: learned from made-up patients. trainings: folders with one `fold-<k>` a fold, one folder a seed.
    inference: how networks for volumes are applied. uncertainty: how it is found out how sure they are: `passes`
        through each, and the `seed` of dropout (None leaves it off); None where the study did not ask.
    """

    path: Path
    study: str
    name: str
    phantom: bool
    trainings: tuple[Path, ...]
    inference: InferenceSettings | None
    postprocessing: PostprocessingSettings | None
    postprocessing_name: str | None
    uncertainty: dict[str, int | None] | None = None

    @cached_property
    def folds(self) -> list[int]:
        """The folds whose networks are there."""
        found = {
            int(folder.name.removeprefix("fold-"))
            for training in self.trainings
            for folder in training.glob("fold-*")
            if (folder / "weights.safetensors").is_file() and (folder / "model.yaml").is_file()
        }
        return sorted(found)

    def networks(self, fold: int | None = None) -> list[Path]:
        """The folders of the networks: of all folds, or of one. Raises StudyError where there is none."""
        if not self.folds:
            raise StudyError(f"{self.path}: none of its networks is trained yet; run the study first")
        if fold is not None and fold not in self.folds:
            raise StudyError(f"{self.path}: has no fold {fold}; it has {', '.join(map(str, self.folds))}")
        wanted = self.folds if fold is None else [fold]
        folders = [training / f"fold-{number}" for training in self.trainings for number in wanted]
        return [folder for folder in folders if (folder / "weights.safetensors").is_file()]

    @cached_property
    def model(self) -> dict[str, Any]:
        """What `model.yaml` says of the first network; all of an arm agree on what is used here.

        Raises StudyError where it cannot be read.
        """
        path = self.networks()[0] / "model.yaml"
        try:
            model = yaml.safe_load(path.read_text(encoding="utf-8"))
            return {**model, "organs": {str(organ): int(label) for organ, label in model["organs"].items()}}
        except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError, ValueError) as error:
            raise StudyError(f"{path}: describes no trained network ({error!r}); train it again") from error

    @property
    def organs(self) -> dict[str, int]:
        """Label integer by organ."""
        return self.model["organs"]

    @property
    def preparation(self) -> PreparationSettings:
        """How scans are prepared for its networks."""
        return PreparationSettings(**self.model["preparation"])


def arms_of(study: str | os.PathLike[str]) -> dict[str, Arm]:
    """The arms of a study's folder `results/<study>` by name. Raises StudyError where it lists none."""
    folder = Path(study)
    try:
        listed = json.loads((folder / LISTED).read_text(encoding="utf-8"))
        runs: dict[str, Arm] = {}
        for run in listed["runs"]:
            runs[run["path"]] = _arm(folder, listed, run["path"], [run])
        for name in dict.fromkeys(run["arm"] for run in listed["runs"]):
            if name not in runs:
                runs[name] = _arm(folder, listed, name, [run for run in listed["runs"] if run["arm"] == name])
    except FileNotFoundError as error:
        raise StudyError(f"{folder}: no study with trained arms (it has no {LISTED}); run the study first") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StudyError(f"{folder / LISTED}: cannot be read ({error!r}); run the study again") from error
    return runs


def _arm(folder: Path, listed: dict[str, Any], name: str, runs: list[dict[str, Any]]) -> Arm:
    steps, applied = runs[0]["postprocessing"], runs[0].get("inference")
    return Arm(
        path=folder / name,
        study=listed["study"],
        name=name,
        phantom=listed["phantom"],
        trainings=tuple(folder / "trained" / run["training"] for run in runs),
        inference=InferenceSettings(**applied) if applied else None,
        postprocessing=PostprocessingSettings(**steps["settings"]) if steps else None,
        postprocessing_name=steps["name"] if steps else None,
        uncertainty=runs[0].get("uncertainty"),
    )


def find_arms(results: str | os.PathLike[str]) -> list[Arm]:
    """The arms with trained networks of every study below `results`; unreadable studies are left out."""
    found = []
    for listed in sorted(Path(results).glob(f"*/{LISTED}")):
        try:
            found += [arm for arm in arms_of(listed.parent).values() if arm.folds]
        except StudyError:
            continue
    return found


def arm_at(path: str | os.PathLike[str]) -> Arm:
    """The arm at `results/<study>/<name>`. Raises StudyError where there is none, naming the nearest."""
    wanted = Path(path)
    for folder in wanted.parents:
        if (folder / LISTED).is_file():
            arms = arms_of(folder)
            name = wanted.relative_to(folder).as_posix()
            if name in arms:
                return arms[name]
            raise StudyError(str(closest(str(path), name, list(arms), f"arm of {folder}")))
    if (wanted / LISTED).is_file():
        raise StudyError(f"{path}: a study, not an arm; its arms: {', '.join(arms_of(wanted))}")
    raise StudyError(f"{path}: no arm is there; `segstudy predict --list` shows those there are")
