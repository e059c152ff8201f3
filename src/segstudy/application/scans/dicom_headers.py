"""The headers of a folder's DICOM files: which of them make one CT series, and in which order."""

import os
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pydicom
from pydicom.filereader import read_file_meta_info

from segstudy.application.limits import MOST_FILES
from segstudy.errors import StudyError

DEFLATED = ("1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.8.1")
CONTENTS = "1.2.840.10008.1.3.10"
# Of the series and its geometry alone; nothing of the patient is read.
TAGS = (
    "SeriesInstanceUID",
    "Modality",
    "Rows",
    "Columns",
    "NumberOfFrames",
    "ImageOrientationPatient",
    "ImagePositionPatient",
    "PixelSpacing",
)
PREAMBLE = 132


@dataclass(frozen=True)
class ImageHeader:
    """One image of a series. orientation: (2, 3), along a row and along a column; position: (3,), LPS mm."""

    path: Path
    series: str
    modality: str
    frames: int
    size: tuple[int, int]
    spacing: tuple[float, float]
    orientation: np.ndarray
    position: np.ndarray

    @property
    def normal(self) -> np.ndarray:
        """(3,) of length 1, across the image."""
        return np.cross(*self.orientation)


def _files(folder: Path, name: str) -> Iterator[Path]:
    count = 0
    for root, folders, files in os.walk(folder):  # does not follow links
        folders.sort()
        for file in sorted(files):
            path = Path(root) / file
            if path.is_symlink() or not path.is_file():
                continue
            count += 1
            if count > MOST_FILES:
                raise StudyError(f"{name}: holds more than {MOST_FILES} files; give the folder of one series alone")
            yield path


def _is_dicom(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(PREAMBLE)[128:] == b"DICM"


def _header(path: Path) -> ImageHeader | None:
    """None for what is no image: a table of contents, a report, a plan. Raises ValueError for a damaged file."""
    about = read_file_meta_info(path)
    if about.get("MediaStorageSOPClassUID") == CONTENTS:
        return None
    if about.get("TransferSyntaxUID") in DEFLATED:
        raise ValueError("would be unpacked whole, however large it gets")
    found = pydicom.dcmread(path, stop_before_pixels=True, specific_tags=list(TAGS))
    if "SeriesInstanceUID" not in found or ("Rows" not in found and found.get("Modality") == "CT"):
        raise ValueError("ends within its header")
    if "Rows" not in found:
        return None
    missing = np.full(6, np.nan)
    return ImageHeader(
        path=path,
        series=str(found.SeriesInstanceUID),
        modality=str(found.get("Modality", "")),
        frames=int(found.get("NumberOfFrames") or 1),
        size=(int(found.Rows), int(found.Columns)),
        spacing=tuple(map(float, found.get("PixelSpacing") or missing[:2])),
        orientation=np.array(found.get("ImageOrientationPatient") or missing, dtype=float).reshape(2, 3),
        position=np.array(found.get("ImagePositionPatient") or missing[:3], dtype=float).reshape(3),
    )


def _checked_header(path: Path, name: str) -> ImageHeader | None:
    try:
        return _header(path) if _is_dicom(path) else None
    except Exception as error:  # pydicom raises many kinds for a damaged file
        raise StudyError(f"{name}: holds a DICOM file that cannot be read; export the series again") from error


def read_series(folder: Path, name: str) -> list[ImageHeader]:
    """The images of the one CT series in `folder`, first to last along their normal.

    Raises StudyError, one sentence about `name`, where there is none, more than one, or it is no whole CT.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # they name values, and values can name patients
        images = [header for path in _files(folder, name) if (header := _checked_header(path, name))]
    if not images:
        raise StudyError(f"{name}: holds no DICOM images; give a CT series (one file a slice) or a NIfTI file")
    series = {}
    for image in images:
        series.setdefault(image.series, []).append(image)
    if len(series) > 1:
        sizes = ", ".join(map(str, sorted(map(len, series.values()), reverse=True)[:8]))
        raise StudyError(f"{name}: holds {len(series)} series (of {sizes} images); give one of them alone")
    check_series(images, name)
    return sorted(images, key=lambda image: float(image.normal @ image.position))


def check_series(images: list[ImageHeader], name: str) -> None:
    """Raise StudyError, one sentence about `name`, where the images are no evenly spaced stack of CT slices."""
    first = images[0]
    if first.modality != "CT":
        kind = first.modality if first.modality.isalnum() and len(first.modality) <= 16 else "unknown"
        raise StudyError(f"{name}: DICOM of modality {kind}, not CT")
    if any(image.frames > 1 for image in images):
        raise StudyError(f"{name}: a multi-frame DICOM; export it with one file a slice, or as NIfTI")
    if len(images) < 2:
        raise StudyError(f"{name}: a single slice is no volume; give the whole series")
    numbers = [np.concatenate([image.spacing, image.orientation.ravel(), image.position]) for image in images]
    if not np.isfinite(numbers).all() or min(first.spacing) <= 0 or min(first.size) < 1:
        raise StudyError(f"{name}: its images do not say where they lie; export the series again")
    same = all(
        image.size == first.size
        and np.allclose(image.spacing, first.spacing, rtol=1e-3)
        and np.allclose(image.orientation, first.orientation, atol=1e-3)
        for image in images
    )
    if not same:
        raise StudyError(f"{name}: its images differ in size, spacing or direction; give one stack of slices alone")
    if not np.allclose(first.orientation @ first.orientation.T, np.eye(2), atol=1e-2):
        raise StudyError(f"{name}: its images point in impossible directions; export the series again")
    _check_steps(np.array(sorted((image.position for image in images), key=lambda at: at @ first.normal)), first, name)


def _check_steps(positions: np.ndarray, first: ImageHeader, name: str) -> None:
    steps = np.diff(positions, axis=0)
    along = steps @ first.normal
    usual = float(np.median(along))
    if along.min() < 0.01:
        raise StudyError(f"{name}: several images lie at one place; give one phase of the series alone")
    if np.abs(along - usual).max() > 0.05 * usual + 0.01:
        raise StudyError(f"{name}: slices are missing or unevenly spaced; export the whole series again")
    if np.linalg.norm(steps - along[:, None] * first.normal, axis=1).max() > 0.02 * usual + 0.01:
        raise StudyError(f"{name}: taken with a tilted gantry; convert it to an upright NIfTI volume first")
