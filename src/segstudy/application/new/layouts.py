"""How a folder is laid out, found by trying every layout on it."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from segstudy.cases.case import Case
from segstudy.cases.layouts.nnunet import splits_beside
from segstudy.cases.layouts.registry import find_cases
from segstudy.config.sections.data import DataSettings
from segstudy.running.errors import StudyError

# In the order in which they are tried: those that look for a listing before those that take any folder.
TRIED = ("nnunet", "msd", "segthor", "images", "dicom")
PICTURES = {".png", ".jpg", ".jpeg"}
UNNAMED = {"organ": 1}


@dataclass(frozen=True)
class Found:
    """A folder in its layout.

    Attributes:
        data: What belongs under `data:`, without organs.
        cases: Its cases.
        organs: The integer of each organ, where something in the folder says so.
        modality: What the folder says of it, in its words; empty where it says nothing.
        ignored: Integers that are said to be no organ.
        splits: Folds that somebody made of it; None where there are none.
    """

    data: dict[str, Any]
    cases: list[Case]
    organs: dict[str, int] = field(default_factory=dict)
    modality: str = ""
    ignored: tuple[int, ...] = ()
    splits: Path | None = None


def find_layout(folder: Path) -> Found:
    """The layout in which a folder holds cases, most of them with label maps.

    Raises:
        StudyError: There is none; says what each layout missed.
    """
    if not folder.is_dir():
        raise StudyError(f"{folder}: no folder")
    listing = _listing(folder)
    said = []
    for layout in TRIED:
        if layout in ("nnunet", "msd") and not (folder / "dataset.json").is_file():
            continue
        if layout == "dicom" and any(folder.glob("*/*.nii*")):
            continue
        data: dict[str, Any] = {"layout": layout, "root": str(folder)}
        if layout == "images":
            pictures = _pictures(folder)
            if pictures is None:
                continue
            data["images"] = pictures
        try:
            organs = _organs(listing)
            ignored = organs.pop("ignore", None)
            data |= {"ignore": [ignored]} if ignored else {}
            names = list(organs or UNNAMED)
            settings = DataSettings.model_validate({**data, "organs": organs or UNNAMED})
            cases = find_cases(settings, "results", names)
        except (StudyError, ValueError) as error:
            said.append(f"{layout}: {str(error).splitlines()[0]}")
            continue
        if any(case.label for case in cases):
            words = listing.get("channel_names") or listing.get("modality") or {}
            modality = str(next(iter(words.values()), "")).lower()
            splits = splits_beside(folder) if layout == "nnunet" else None
            return Found(data, cases, organs, modality, (ignored,) if ignored else (), splits)
    if any(folder.glob("*.zip")):
        raise StudyError(f"{folder}: holds archives: unpack each into a folder of its own, one a case")
    raise StudyError(
        f"{folder}: holds no cases in a layout that is known ({'; '.join(said) or 'it holds no volumes or pictures'}); "
        "list your files in a CSV with the columns case, patient, image and label (`layout: table`)"
    )


def _listing(folder: Path) -> dict[str, Any]:
    """`dataset.json` of nnU-Net and the Decathlon; or names of integers alone, in `labels.json`."""
    listing = _read_json(folder / "dataset.json")
    if listing:
        return listing
    labels = _read_json(folder / "labels.json")
    named = all(isinstance(value, int) for value in labels.values()) or all(str(key).isdigit() for key in labels)
    return {"labels": labels} if labels and named else {}


def _read_json(path: Path) -> dict[str, Any]:
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def _organs(listing: dict[str, Any]) -> dict[str, int]:
    """Both ways of listings: integers by name, or names by integer."""
    organs: dict[str, int] = {}
    for key, value in (listing.get("labels") or {}).items():
        name, integer = (value, key) if str(key).isdigit() else (key, value)
        if isinstance(integer, list):
            continue  # a region of several integers: nnU-Net's own
        if int(integer) > 0:
            organs[str(name).replace(" ", "_")] = int(integer)
    return organs


def _pictures(folder: Path) -> dict[str, str] | None:
    """Two folders of pictures with the same names: the images, and their masks."""
    inside = {
        each.name: {f.stem: f for f in each.iterdir() if f.suffix.lower() in PICTURES} for each in _folders(folder)
    }
    inside = {name: files for name, files in inside.items() if files}
    masks = next(
        (name for name in inside if any(word in name.lower() for word in ("mask", "label", "annot", "gt"))), None
    )
    if masks is None:
        return None
    for name, files in inside.items():
        if name != masks and files.keys() & inside[masks].keys():
            return {"picture": f"{name}/{{case}}.*", "mask": f"{masks}/{{case}}.*"}
    return None


def _folders(folder: Path) -> list[Path]:
    return sorted(each for each in folder.iterdir() if each.is_dir() and not each.name.startswith("."))
