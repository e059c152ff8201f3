"""Layout `msd`: a task of the Medical Segmentation Decathlon, as `dataset.json` in its folder lists it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from segstudy.cases.case import Case
from segstudy.cases.layouts.paths import data_root
from segstudy.config.sections.data import DataSettings
from segstudy.running.errors import StudyError

LISTING = "dataset.json"
SUFFIX = ".nii.gz"


def find_cases(settings: DataSettings, results: str, organs: list[str], stratify: str | None) -> list[Case]:
    """One case an image: those of `training` with their label map, those of `test` without one.

    The archives hold hidden files of macOS (`._…`), which are no images: they are passed over.

    Raises:
        StudyError: Where the listing cannot be read, contradicts itself, the folder or the study's organs.
    """
    root = data_root(settings)
    listing = _read(root / LISTING)
    training = [(_place(root, entry["image"]), _place(root, entry["label"])) for entry in listing["training"]]
    test = [_place(root, entry["image"] if isinstance(entry, dict) else entry) for entry in listing.get("test", [])]
    training = [pair for pair in training if not _is_hidden(pair[0])]
    test = [image for image in test if not _is_hidden(image)]
    if errors := [*_contradictions(root, listing, training, test), *_unknown_organs(listing, settings)]:
        raise StudyError("\n".join(f"{root / LISTING}: {problem}" for problem in errors))
    return [
        *(Case(_name(image), _name(image), str(image), str(label)) for image, label in training),
        *(Case(_name(image), _name(image), str(image), None) for image in test),
    ]


def _read(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise StudyError(
            f"data.root: no {path}; layout `msd` reads the unpacked folder of a task of the Medical Segmentation "
            "Decathlon (medicaldecathlon.com), such as Task09_Spleen"
        )
    if any((path.parent / "imagesTr").glob(f"*_0000{SUFFIX}")):
        raise StudyError(f"{path.parent}: is a dataset of nnU-Net's: say `data.layout: nnunet`")
    try:
        listing = json.loads(path.read_text(encoding="utf-8"))
        complete = all({"image", "label"} <= set(entry) for entry in listing["training"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise StudyError(f"{path}: cannot be read as a task's listing ({error!r}); unpack the archive again") from error
    if not complete:
        raise StudyError(f"{path}: each entry of `training` needs `image` and `label`; unpack the archive again")
    return listing


def _place(root: Path, listed: str) -> Path:
    return root / listed.removeprefix("./")


def _is_hidden(path: Path) -> bool:
    return path.name.startswith(".")


def _name(image: Path) -> str:
    return image.name.removesuffix(SUFFIX)


def _contradictions(
    root: Path, listing: dict[str, Any], training: list[tuple[Path, Path]], test: list[Path]
) -> Iterator[str]:
    """What the listing says twice, miscounts or leaves out. That a listed file is missing, its inspection says."""
    for key, count in (("numTraining", len(training)), ("numTest", len(test))):
        if key in listing and listing[key] != count:
            yield f"`{key}` is {listing[key]}, but {count} are listed; unpack the archive again"
    for image, label in training:
        if _name(image) != _name(label):
            yield f"{image.name} is listed with the label map {label.name}"
    listed = {image.resolve() for image in (*(image for image, _ in training), *test)}
    for folder in ("imagesTr", "imagesTs"):
        for image in sorted((root / folder).glob(f"*{SUFFIX}")):
            if not _is_hidden(image) and image.resolve() not in listed:
                yield f"{folder}/{image.name} is not listed; list it, or move it elsewhere"


def _unknown_organs(listing: dict[str, Any], settings: DataSettings) -> Iterator[str]:
    labels = {int(integer): name for integer, name in listing.get("labels", {}).items() if str(integer).isdigit()}
    for organ, integer in settings.organs.items():
        if labels and integer not in labels:
            known = ", ".join(f"{name} {number}" for number, name in sorted(labels.items()) if number)
            yield f"has no label {integer} (`data.organs.{organ}`); its labels are: {known}"
