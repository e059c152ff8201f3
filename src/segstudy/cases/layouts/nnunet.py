"""Layout `nnunet`: nnU-Net's raw dataset, `imagesTr/<case>_0000<end>` and `labelsTr/<case><end>`, versions 1 and 2."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from segstudy.cases.case import Case
from segstudy.cases.layouts.paths import data_root
from segstudy.cases.text import listing as shown
from segstudy.config.sections.data import DataSettings
from segstudy.running.errors import StudyError
from segstudy.volumes.endings import ending_of

LISTING, SPLITS, CHANNEL = "dataset.json", "splits_final.json", "_0000"


def find_cases(settings: DataSettings, results: str, organs: list[str], stratify: str | None) -> list[Case]:
    """One case an image of `imagesTr`, with its label map, and one of `imagesTs`, without; each a patient of its own.

    Raises:
        StudyError: Where the folder is no such dataset, holds several channels, or lacks a label map.
    """
    root = data_root(settings)
    described = _read(root)
    problems = list(_unknown_labels(root, described, settings))
    ending = described.get("file_ending", ".nii.gz")
    labels = {_stem(path.name, ending): path for path in _files(root / "labelsTr", ending)}
    cases = []
    for folder in ("imagesTr", "imagesTs"):
        images = {_stem(path.name, ending): path for path in _files(root / folder, ending)}
        for stem, image in images.items():
            if not stem.endswith(CHANNEL):
                problems.append(f"{folder}/{image.name} is not named <case>{CHANNEL}{ending}, as one channel's file is")
                continue
            name = stem.removesuffix(CHANNEL)
            label = labels.pop(name, None) if folder == "imagesTr" else None
            if folder == "imagesTr" and label is None:
                problems.append(f"{folder}/{image.name} has no label map in labelsTr")
            cases.append(Case(name, name, str(image), str(label) if label else None))
    problems += [f"labelsTr/{path.name} has no image in imagesTr" for path in labels.values()]
    if problems:
        raise StudyError("\n".join(f"{root}: {problem}" for problem in problems[:10]))
    return cases


def splits_beside(root: Path) -> Path | None:
    """The splits that nnU-Net made of a raw dataset: in it, or where it keeps what it preprocesses."""
    set_by_nnunet = os.environ.get("nnUNet_preprocessed")  # noqa: SIM112 - so it is called
    preprocessed = Path(set_by_nnunet) if set_by_nnunet else root.parent.parent / "nnUNet_preprocessed"
    places = (root / SPLITS, preprocessed / root.name / SPLITS)
    return next((place for place in places if place.is_file()), None)


def _read(root: Path) -> dict[str, Any]:
    path = root / LISTING
    if not path.is_file():
        raise StudyError(
            f"data.root: no {path}; layout `nnunet` reads a raw dataset of nnU-Net's, such as nnUNet_raw/Dataset001_A"
        )
    try:
        described: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        channels = described.get("channel_names") or described.get("modality") or {}
        described["labels"] = _labels(described["labels"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise StudyError(f"{path}: cannot be read as a dataset of nnU-Net's ({error!r})") from error
    if len(channels) > 1:
        raise StudyError(f"{path}: has {len(channels)} channels; a case of this project is one scan")
    if described.get("dataset"):
        raise StudyError(f"{path}: lists its files under `dataset`; write them into a CSV for layout `table`")
    return described


def _labels(labels: dict[str, Any]) -> dict[str, set[int]]:
    """Integers by name: version 1 has `{"1": "heart"}`, version 2 `{"heart": 1}` or a list of them."""
    if all(str(key).isdigit() for key in labels):
        return {str(name): {int(integer)} for integer, name in labels.items()}
    return {
        name: {int(each) for each in (integers if isinstance(integers, list) else [integers])}
        for name, integers in labels.items()
    }


def _unknown_labels(root: Path, described: dict[str, Any], settings: DataSettings) -> Iterator[str]:
    labels: dict[str, set[int]] = described["labels"]
    known = {integer for integers in labels.values() for integer in integers}
    for organ, integer in settings.organs.items():
        if integer not in known:
            there = shown([f"{name} {min(integers)}" for name, integers in labels.items() if integers != {0}])
            yield f"{LISTING} has no label {integer} (`data.organs.{organ}`); its labels are: {there}"
    for name in ("ignore",):
        if name in labels and not labels[name] & set(settings.ignore):
            yield (
                f"{LISTING}: `{name}` marks voxels that nobody drew, which this project cannot leave out; add "
                f"{min(labels[name])} to `data.ignore` to take them for background"
            )


def _files(folder: Path, ending: str) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.name.endswith(ending) and ending_of(path))


def _stem(name: str, ending: str) -> str:
    return name[: len(name) - len(ending)]
