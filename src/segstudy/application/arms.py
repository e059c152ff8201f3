"""The trained arms that studies have left behind."""

import json
import os
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml

from segstudy.application.limits import MOST_ALONG
from segstudy.cases.text import plain
from segstudy.config.sections.inference import InferenceSettings
from segstudy.config.sections.messages import closest
from segstudy.config.sections.names import folder_of
from segstudy.config.sections.nnunet import MODEL as NNUNET
from segstudy.config.sections.postprocessing import PostprocessingSettings
from segstudy.config.sections.preparation import PreparationSettings
from segstudy.models.registry import MODELS
from segstudy.running.errors import StudyError
from segstudy.sam2.spec import Sam2Spec

LISTED = "arms.json"
LARGEST_LABEL, MOST_AT_ONCE = 255, 4096
# What reading somebody's file may raise; a file nested a hundred thousand deep, the last.
DAMAGED = (OSError, yaml.YAMLError, ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError)


@dataclass(frozen=True)
class Uncertainty:
    """How uncertainty is measured.

    Attributes:
        passes: Through each network.
        seed: Of dropout; None leaves it off.
    """

    passes: int
    seed: int | None


@dataclass(frozen=True)
class Arm:
    """One arm of a study, or one seed of it, ready to be used on new scans.

    Attributes:
        path: `results/<study>/<name>`.
        study: The study's name.
        name: As the study calls it; `<arm>/seed-<n>` where there are several seeds.
        phantom: Whether it was trained on made-up patients.
        trainings: Folders with one `fold-<k>` a fold, one folder a seed.
        inference: How networks for volumes are applied.
        postprocessing: What follows a prediction.
        postprocessing_name: As the study calls it.
        uncertainty: How uncertainty is measured; None where the study does not measure it.
        modality: Of the scans it learned from.
        of_pictures: Whether it learned from 2D images.
        source: The arm whose label map of the scan it starts from; None of one that needs nothing but the scan.
        members: Of the mean of several arms, those; else none.
        sam2: How SAM 2 is prompted by `source`, where it predicts without training.
    """

    path: Path
    study: str
    name: str
    phantom: bool
    trainings: tuple[Path, ...]
    inference: InferenceSettings | None
    postprocessing: PostprocessingSettings | None
    postprocessing_name: str | None
    uncertainty: Uncertainty | None = None
    modality: str = "ct"
    of_pictures: bool = False
    source: "Arm | None" = None
    members: tuple["Arm", ...] = ()
    sam2: Sam2Spec | None = None

    @cached_property
    def folds(self) -> list[int]:
        """The folds whose networks are there, and those of the arms that it starts from or is the mean of."""
        others = [set(arm.folds) for arm in (*self.members, *([self.source] if self.source else []))]
        own = self._own_folds
        return sorted(set.intersection(*others, *([own] if own is not None else [])))

    @property
    def _own_folds(self) -> set[int] | None:
        """The folds of its own networks; None where it has no network of its own."""
        if self.members or self.sam2:
            return None
        return {
            int(folder.name.removeprefix("fold-"))
            for training in self.trainings
            for folder in training.glob("fold-*")
            if folder.name.removeprefix("fold-").isdecimal()
            and (folder / "weights.safetensors").is_file()
            and (folder / "model.yaml").is_file()
        }

    def networks(self, fold: int | None = None) -> list[Path]:
        """The folders of the networks: of all folds, or of one; an ensemble's are its members'.

        Raises:
            StudyError: Where there is none.
        """
        if not self.folds:
            raise StudyError(f"{self.path}: none of its networks is trained yet; run the study first")
        if fold is not None and fold not in self.folds:
            raise StudyError(f"{self.path}: has no fold {fold}; it has {', '.join(map(str, self.folds))}")
        if self.sam2:
            return []
        if self.members:
            return [folder for member in self.members for folder in member.networks(fold)]
        folds = self.folds if fold is None else [fold]
        folders = [training / f"fold-{number}" for training in self.trainings for number in folds]
        return [folder for folder in folders if (folder / "weights.safetensors").is_file()]

    @cached_property
    def model(self) -> dict[str, Any]:
        """What `model.yaml` says of the first network; all of an arm agree on what is used here.

        Raises:
            StudyError: Where it cannot be read.
        """
        path = self.networks()[0] / "model.yaml"
        try:
            stamp = path.stat()
            return _read_model(path, stamp.st_mtime_ns, stamp.st_size)
        except DAMAGED as error:
            why = plain(str(error) or type(error).__name__, 200)
            raise StudyError(f"{path}: describes no trained network ({why}); train it again") from error

    @property
    def organs(self) -> dict[str, int]:
        """Label integer by organ."""
        return self.sam2.organs if self.sam2 else self.model["organs"]

    @property
    def kind(self) -> str:
        """The network's name, or of which arms' networks it is the mean."""
        if self.sam2:
            return "SAM 2 (video)" if self.sam2.video else "SAM 2 (prompted)"
        names = dict.fromkeys(member.model["model"] for member in self.members)
        return f"ensemble of {' and '.join(names)}" if names else str(self.model["model"])

    @property
    def steps(self) -> list[str]:
        """What predicts, from what, and what follows: in a few words each."""
        model = {} if self.sam2 or self.members else self.model
        parts = [self.kind, model.get("augmentation"), self.source and f"from {self.source.name}"]
        return [part for part in (*parts, self.postprocessing_name) if part]

    @property
    def preparation(self) -> PreparationSettings:
        """How scans are prepared for its networks."""
        return PreparationSettings.from_spec(self.model["preparation"])


def arms_of(study: str | os.PathLike[str]) -> dict[str, Arm]:
    """The arms of a study's folder `results/<study>` by name.

    Raises:
        StudyError: Where it lists none.
    """
    folder = Path(study)
    try:
        listed = json.loads((folder / LISTED).read_text(encoding="utf-8"))
        runs: dict[str, Arm] = {}
        for run in listed["runs"]:
            runs[run["path"]] = _arm(folder, listed, run["path"], [run])
        for name in dict.fromkeys(run["arm"] for run in listed["runs"]):
            path = folder_of(name)
            if path not in runs:
                runs[path] = _arm(folder, listed, path, [run for run in listed["runs"] if run["arm"] == name])
    except FileNotFoundError as error:
        raise StudyError(f"{folder}: no study with trained arms (it has no {LISTED}); run the study first") from error
    except DAMAGED as error:
        why = plain(str(error) or type(error).__name__, 200)
        raise StudyError(f"{folder / LISTED}: cannot be read ({why}); run the study again") from error
    return runs


@lru_cache(maxsize=256)
def _read_model(path: Path, *stamp: int) -> dict[str, Any]:
    """What a model.yaml says, checked as far as new scans need it; `stamp` tells a newer file from an older.

    Raises:
        Exception: One of DAMAGED, where it describes nothing that can be used.
    """
    model = yaml.safe_load(path.read_text(encoding="utf-8"))
    organs = {str(organ): int(label) for organ, label in model["organs"].items()}
    if not organs or any(not 1 <= label <= LARGEST_LABEL for label in organs.values()):
        raise ValueError(f"labels are whole numbers from 1 to {LARGEST_LABEL}, not {sorted(organs.values())}")
    if model["model"] not in (*MODELS, NNUNET):
        raise ValueError(f"no network is called {model['model']!r}")
    if model["model"] != NNUNET:
        shown = (model.get("representation") or {}).get("size", 0)
        size = (*(PreparationSettings.from_spec(model["preparation"]).size or ()), *([int(shown)] if shown else ()))
        if max(size, default=0) > MOST_ALONG:
            raise ValueError(f"slices of {' x '.join(map(str, size))} pixels; at most {MOST_ALONG} are taken")
        for key in ("threads", "batch"):
            if not 1 <= int(model["settings"][key]) <= MOST_AT_ONCE:
                raise ValueError(f"settings.{key} is {model['settings'][key]}")
    return {**model, "organs": organs}


def _arm(folder: Path, listed: dict[str, Any], name: str, runs: list[dict[str, Any]]) -> Arm:
    """The arm that these runs, one a seed, are together."""
    steps, uncertainty = (runs[0].get(key) for key in ("postprocessing", "uncertainty"))
    source, prompted = runs[0].get("source"), runs[0].get("sam2")
    if source:
        by_path = {run["path"]: run for run in listed["runs"]}
        starts = [by_path[run["source"]] for run in runs]
        source = _arm(folder, listed, starts[0]["path"] if len(starts) == 1 else starts[0]["arm"], starts)
    members = [
        {**listed, "runs": [run["members"][place] for run in runs]} for place in range(len(runs[0].get("members", ())))
    ]
    return Arm(
        path=folder / name,
        study=listed["study"],
        name=name,
        phantom=listed["phantom"],
        trainings=tuple(folder / "trained" / run["training"] for run in runs if run["training"]),
        inference=_inference(runs[0]),
        postprocessing=PostprocessingSettings.from_spec(steps["settings"]) if steps else None,
        postprocessing_name=steps["name"] if steps else None,
        uncertainty=Uncertainty(**uncertainty) if uncertainty else None,
        modality=listed.get("modality", "ct"),
        of_pictures=listed.get("of_pictures", False) is True,
        source=source,
        members=tuple(_arm(folder, member, name, member["runs"]) for member in members),
        sam2=Sam2Spec.from_plain(prompted) if prompted else None,
    )


def _inference(run: dict[str, Any]) -> InferenceSettings | None:
    inference = run.get("inference")
    return InferenceSettings.from_spec(inference) if inference is not None else None


def find_arms(results: str | os.PathLike[str]) -> tuple[list[Arm], list[str]]:
    """The arms with trained networks of every study below `results`, and a line for each file that cannot be used."""
    arms, problems = [], []
    for listed in sorted(Path(results).glob(f"*/{LISTED}")):
        try:
            trained = [arm for arm in arms_of(listed.parent).values() if arm.folds]
        except StudyError as error:
            problems.append(str(error))
            continue
        for arm in trained:
            try:
                _ = arm.organs, [each.model for each in arm.members]
                arms.append(arm)
            except StudyError as error:
                problems.append(str(error))
    return arms, list(dict.fromkeys(problems))


def arm_at(path: str | os.PathLike[str]) -> Arm:
    """The arm at `results/<study>/<name>`.

    Raises:
        StudyError: Where there is none, naming the nearest.
    """
    place = Path(path)
    for folder in place.parents:
        if (folder / LISTED).is_file():
            arms = arms_of(folder)
            name = folder_of(place.relative_to(folder).as_posix())  # or as the study calls it
            if name in arms:
                return arms[name]
            raise StudyError(str(closest(str(path), name, list(arms), f"arm of {folder}")))
    if (place / LISTED).is_file():
        raise StudyError(f"{path}: a study, not an arm; its arms: {', '.join(arms_of(place))}")
    raise StudyError(f"{path}: no arm is there; `segstudy predict --list` shows those there are")
