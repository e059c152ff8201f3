"""What is in a folder of cases: integers, spacings, sizes, and how wide organs lie."""

import warnings
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from segstudy.application.new.layouts import Found
from segstudy.cases.case import Case
from segstudy.cases.images.read import read_image2d, read_mask
from segstudy.cases.layouts.images import find_masks
from segstudy.config.sections.data import DataSettings
from segstudy.volumes.dicom.structures import read_structures
from segstudy.volumes.nifti import read_image, read_labels
from segstudy.volumes.volume import Volume

MOST_READ = 20
"""Cases that are opened: enough to propose by, and soon done."""

# Structures that are no organs.
OUTLINES = {"patient", "body", "external", "skin", "couch", "table"}

# No tissue and no noise is darker; air in Hounsfield units is.
DARK = -500


@dataclass(frozen=True)
class Survey:
    """What was seen.

    Attributes:
        organs: The integer of each organ.
        counted: In how many of the opened cases each organ is.
        opened: How many cases were opened.
        spacing_mm: The median along each axis; of 2D images None.
        shape: The median, in voxels.
        field_mm: The width and height, about the middle of the scan, that hold every organ of the opened cases; of 2D
            images in pixels.
        ct: Whether values are Hounsfield units, as far as one can see.
        unsure: What the proposal takes for granted, in sentences.
    """

    organs: dict[str, int]
    counted: dict[str, int]
    opened: int
    spacing_mm: tuple[float, float, float] | None
    shape: tuple[int, int, int]
    field_mm: tuple[float, float]
    ct: bool
    unsure: tuple[str, ...] = ()


def survey(found: Found) -> Survey:
    """Open the first cases with a label map."""
    labeled = [case for case in found.cases if case.label][:MOST_READ]
    if found.data["layout"] == "images":
        return _of_images(found, labeled)
    if found.data["layout"] == "dicom":
        return _of_dicom(labeled)
    seen = [(read_image(case.image or ""), read_labels(case.label or "")) for case in labeled]
    counts = Counter(int(value) for _, label in seen for value in np.unique(label.array) if value > 0)
    organs = {name: value for name, value in found.organs.items() if value in counts} or _unnamed(counts)
    unsure = [] if found.organs else ["Nothing here says what the integers mean: give the organs their names."]
    if missing := sorted(set(counts) - set(organs.values())):
        unsure.append(f"Integers {', '.join(map(str, missing))} are left out (`ignore`): name them if they are organs.")
    if few := [name for name, value in organs.items() if counts[value] < len(seen)]:
        unsure.append(f"Not every case shows {', '.join(few)}: if nobody drew them there, say so under `annotated`.")
    return Survey(
        organs=organs,
        counted={name: counts[value] for name, value in organs.items()},
        opened=len(seen),
        spacing_mm=_median([scan.spacing for scan, _ in seen]),
        shape=tuple(int(value) for value in np.median([scan.array.shape for scan, _ in seen], axis=0)),  # type: ignore[arg-type]
        field_mm=_field(label for _, label in seen),
        ct=_is_ct(found.modality, [scan for scan, _ in seen]),
        unsure=tuple(unsure),
    )


def _unnamed(counts: Iterable[int]) -> dict[str, int]:
    return {f"label_{value}": value for value in sorted(counts)}


def _median(rows: list[tuple[float, float, float]]) -> tuple[float, float, float]:
    first, second, third = (round(float(value), 3) for value in np.median(rows, axis=0))
    return first, second, third


def _field(labels: Iterable[Volume]) -> tuple[float, float]:
    """Twice the farthest that any organ lies from the middle, along the first two axes."""
    widest = [0.0, 0.0]
    for label in labels:
        for axis in (0, 1):
            others = tuple(each for each in range(3) if each != axis)
            there = np.flatnonzero(label.array.any(axis=others))
            if len(there):
                middle = (label.array.shape[axis] - 1) / 2
                reach = 2 * max(abs(there[0] - middle), abs(there[-1] - middle)) + 1
                widest[axis] = max(widest[axis], reach * label.spacing[axis])
    return widest[0], widest[1]


def _is_ct(modality: str, scans: list[Volume]) -> bool:
    return modality == "ct" or (not modality and any(float(scan.array.min()) < DARK for scan in scans))


def _of_images(found: Found, labeled: list[Case]) -> Survey:
    settings = DataSettings.model_validate({**found.data, "organs": {"object": 1}})
    masks = find_masks(settings, labeled)
    read = [read_mask(path) for case in labeled for path in masks[case.name]]
    values = sorted({int(value) for mask in read for value in np.unique(mask) if value > 0})
    shapes = [read_image2d(case.image2d or "").shape[:2] for case in labeled]
    rows, columns = (int(value) for value in np.max(shapes, axis=0))
    several = len(values) > 1
    unsure = ["Every value of a mask but 0 is taken for the one organ: if they are classes, say `values: classes`."]
    return Survey(
        organs={"object": 1},
        counted={"object": len(labeled)},
        opened=len(labeled),
        spacing_mm=None,
        shape=(rows, columns, 1),
        field_mm=(float(rows), float(columns)),
        ct=False,
        unsure=tuple(unsure if several else []),
    )


def _of_dicom(labeled: list[Case]) -> Survey:
    """Names of structures; scans are not opened: they are many files."""
    counts: Counter[str] = Counter()
    for case in labeled:
        names: set[str] = set()
        for path in sorted(Path(case.folder or "").rglob("*")):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                structures = read_structures(path) if path.is_file() and not path.name.startswith(".") else None
            names |= set(structures.names) if structures else set()
        counts.update(names)
    organs = {name: count for name, count in counts.items() if name.casefold() not in OUTLINES}
    chosen = sorted(name for name, count in organs.items() if count == len(labeled)) or sorted(organs)
    unsure = ["Sizes and spacings were not looked at: `segstudy run … ceilings` says what a preparation leaves out."]
    if any(count < len(labeled) for name, count in organs.items() if name in chosen):
        unsure.append(
            "Structures are called differently from case to case: `data.dicom.structures` says which is which."
        )
    if others := sorted(set(counts) - set(chosen)):
        unsure.append(f"Left out: {', '.join(others[:10])}.")
    return Survey(
        organs={name.replace(" ", "_"): number for number, name in enumerate(chosen, start=1)},
        counted={name.replace(" ", "_"): counts[name] for name in chosen},
        opened=len(labeled),
        spacing_mm=None,
        shape=(512, 512, 1),
        field_mm=(0.0, 0.0),
        ct=True,
        unsure=tuple(unsure),
    )
