"""One DICOM case: its series as a scan, and the organs among its structures as a label map."""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

import numpy as np

from segstudy.cases.text import listing, plain
from segstudy.running.errors import StudyError
from segstudy.volumes.dicom.headers import ImageHeader, check_series, dicom_files, read_images
from segstudy.volumes.dicom.series import image_pixels, series_affine
from segstudy.volumes.dicom.structures import Structures, read_structures
from segstudy.volumes.volume import Volume


@dataclass(frozen=True)
class DicomCase:
    """What a folder holds.

    Attributes:
        image: The scan.
        labels: The label map; None where none was asked for.
        warnings: What is odd, one sentence each.
    """

    image: Volume
    labels: Volume | None
    warnings: list[str] = field(default_factory=list)


def read_dicom_case(
    folder: Path,
    case: str,
    organs: Mapping[str, int] | None,
    patterns: Mapping[str, Sequence[str]],
    modality: str = "ct",
) -> DicomCase:
    """Read the one series, and the structures drawn on it. Nothing about the patient is read.

    Args:
        folder: Where the files are, at any depth, whatever they are called.
        case: What messages call it.
        organs: Label integer of each organ that somebody drew; None asks for no structures.
        patterns: How structures are called, by organ; an organ that is not named here is called as in the study.
        modality: Of the series: `ct`, `mr`, or `any`.

    Raises:
        StudyError: One sentence, for all that is no such case.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # they name values, and values can name patients
        files = list(dicom_files(folder, case))
        drawn = [each for path in files if (each := read_structures(path, case))] if organs is not None else []
        images, structures = _chosen(read_images(files, case, modality), drawn, case, organs is not None)
        check_series(images, case, modality)
        images = sorted(images, key=lambda image: float(image.normal @ image.position))
        affine = series_affine(images)
        array = np.stack([np.rint(image_pixels(image, case)).T for image in images], axis=2)
        image = Volume(np.clip(array, -32768, 32767).astype(np.int16), affine)
        if structures is None or organs is None:
            return DicomCase(image, None)
        numbers = _numbered(structures, organs, patterns)
        labels, said = np.zeros(array.shape, np.uint8), []
        for organ, number in numbers.items():
            mask = structures.mask(number, images, affine)
            if not mask.any():
                said.append(f"{organ} is drawn, but on no slice of the series")
            if overlap := int((labels[mask] > 0).sum()):
                said.append(f"{overlap} voxels of {organ} are another organ's too, which keeps them")
            labels[mask & (labels == 0)] = organs[organ]
    return DicomCase(image, Volume(labels, affine), said)


def _chosen(
    images: list[ImageHeader], drawn: list[Structures], case: str, wants_structures: bool
) -> tuple[list[ImageHeader], Structures | None]:
    """The one series, and the one file of structures that is drawn on it."""
    if not images:
        raise StudyError(f"{case}: holds no DICOM images; put a series (one file a slice) there")
    series: dict[str, list[ImageHeader]] = {}
    for image in images:
        series.setdefault(image.series, []).append(image)
    if wants_structures and not drawn:
        raise StudyError(
            f"{case}: holds no RTSTRUCT and no SEG; exclude the case, or name it under `data.dicom.unlabeled`"
        )
    pairs = [(each, name) for each in drawn for name, own in series.items() if _fits(each, name, own[0])]
    if wants_structures and not pairs:
        raise StudyError(f"{case}: its structures are drawn on another series, or in another frame of reference")
    if len(pairs) > 1:
        structures, chosen = len({each.path for each, _ in pairs}), len({name for _, name in pairs})
        what = f"{structures} files of structures" if structures > 1 else f"structures that fit {chosen} series"
        raise StudyError(f"{case}: holds {what}; leave one in the folder")
    if not pairs and len(series) > 1:
        raise StudyError(f"{case}: holds {len(series)} series; leave one in the folder")
    if pairs:
        return series[pairs[0][1]], pairs[0][0]
    return images, None


def _fits(structures: Structures, series: str, image: ImageHeader) -> bool:
    same_space = not structures.frame_of_reference or structures.frame_of_reference == image.frame_of_reference
    return same_space and (not structures.series or series in structures.series)


def _numbered(
    structures: Structures, organs: Mapping[str, int], patterns: Mapping[str, Sequence[str]]
) -> dict[str, int]:
    """The number of each organ's structure, in the study's order."""
    numbers, problems = {}, []
    for organ in organs:
        wanted = [_plain_name(pattern) for pattern in patterns.get(organ, [organ])]
        found = [each for each in structures.named if any(fnmatchcase(_plain_name(each[0]), like) for like in wanted)]
        if len(found) == 1:
            numbers[organ] = found[0][1]
        else:
            what = f"{len(found)} structures are" if found else "no structure is"
            names = f" ({listing([name for name, _ in found])})" if found else ""
            problems.append(f"{what} called like {organ}{names}")
    if problems:
        there = plain(listing(sorted(name for name, _ in structures.named), 40)) or "none with a closed contour"
        raise StudyError(
            f"{'; '.join(problems)}; there are: {there}. Say under `data.dicom.structures` which is which, or under "
            "`data.annotated` in which cases nobody drew it"
        )
    return numbers


def _plain_name(name: str) -> str:
    return name.casefold().replace(" ", "").replace("_", "")
