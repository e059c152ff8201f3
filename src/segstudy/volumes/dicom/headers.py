"""The headers of a folder's DICOM files: which of them make one CT series, and in which order."""

import math
import os
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pydicom
from pydicom.filereader import read_dataset, read_preamble

from segstudy.running.errors import StudyError
from segstudy.volumes.dicom.limits import MOST_FILES

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
    "FrameOfReferenceUID",
    "RescaleSlope",
    "RescaleIntercept",
)
PREAMBLE, FILE_META = 132, 2
# What has rows and columns and is no scan.
NO_SCANS = ("RTDOSE", "RTIMAGE", "SEG", "PR", "SC")


@dataclass(frozen=True)
class ImageHeader:
    """One image of a series.

    Attributes:
        path: Its file.
        series: The series' identifier.
        modality: Such as `CT`.
        frames: Images in the file.
        size: (rows, columns).
        spacing: Between rows and between columns, in mm.
        orientation: (2, 3), along a row and along a column.
        position: (3,), LPS mm.
        frame_of_reference: The identifier of its space; empty where it does not say.
        scaling: Slope and intercept that make values of its pixels.
    """

    path: Path
    series: str
    modality: str
    frames: int
    size: tuple[int, int]
    spacing: tuple[float, float]
    orientation: np.ndarray
    position: np.ndarray
    frame_of_reference: str = ""
    scaling: tuple[float, float] = (1.0, 0.0)

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
    """Whether a file is DICOM: with its preamble, or without, where it begins with a group of early tags."""
    with path.open("rb") as file:
        start = file.read(PREAMBLE)
    return start[128:] == b"DICM" or start[:2] in (b"\x02\x00", b"\x08\x00")


def dicom_files(folder: Path, name: str) -> Iterator[Path]:
    """The DICOM files in `folder`, at any depth, whatever they are called.

    Raises:
        StudyError: One sentence about `name`, where there are more than MOST_FILES.
    """
    return (path for path in _files(folder, name) if _is_dicom(path))


def read_tags(path: Path, tags: Sequence[str]) -> pydicom.FileDataset:
    """Some of what a file says, without its pixels.

    Raises:
        ValueError: All of it would be unpacked for that, however large it gets.
    """
    with path.open("rb") as file:
        read_preamble(file, force=True)
        about = read_dataset(file, False, True, stop_when=lambda tag, kind, length: tag >> 16 != FILE_META)
    if about.get("TransferSyntaxUID") in DEFLATED:
        raise ValueError("deflated")
    return pydicom.dcmread(path, stop_before_pixels=True, specific_tags=list(tags), force=True)


def _header(path: Path) -> ImageHeader | None:
    """None for what is no image: a table of contents, a report, a plan.

    Raises:
        ValueError: For a damaged file.
    """
    dataset = read_tags(path, TAGS)
    if dataset.file_meta.get("MediaStorageSOPClassUID") == CONTENTS:
        return None
    if "SeriesInstanceUID" not in dataset or ("Rows" not in dataset and dataset.get("Modality") == "CT"):
        raise ValueError("ends within its header")
    if "Rows" not in dataset:
        return None
    missing = [math.nan] * 6
    row_mm, column_mm = dataset.get("PixelSpacing") or missing[:2]
    return ImageHeader(
        path=path,
        series=str(dataset.SeriesInstanceUID),
        modality=str(dataset.get("Modality", "")),
        frames=int(dataset.get("NumberOfFrames") or 1),
        size=(int(dataset.Rows), int(dataset.Columns)),
        spacing=(float(row_mm), float(column_mm)),
        orientation=np.array(dataset.get("ImageOrientationPatient") or missing, dtype=float).reshape(2, 3),
        position=np.array(dataset.get("ImagePositionPatient") or missing[:3], dtype=float).reshape(3),
        frame_of_reference=str(dataset.get("FrameOfReferenceUID", "")),
        scaling=(float(dataset.get("RescaleSlope", 1)), float(dataset.get("RescaleIntercept", 0))),
    )


def _checked_header(path: Path, name: str) -> ImageHeader | None:
    try:
        return _header(path)
    except Exception as error:  # pydicom raises many kinds for a damaged file
        raise StudyError(f"{name}: holds a DICOM file that cannot be read; export the series again") from error


def read_images(files: Iterable[Path], name: str, modality: str) -> list[ImageHeader]:
    """The images among DICOM files: those of the modality, where there is any such; no doses, no label maps.

    Raises:
        StudyError: One sentence about `name`, where a file is damaged.
    """
    images = [header for path in files if (header := _checked_header(path, name))]
    images = [image for image in images if image.modality not in NO_SCANS]
    wanted = [image for image in images if image.modality == modality.upper()]
    return wanted or images


def read_series(folder: Path, name: str, modality: str = "ct") -> list[ImageHeader]:
    """The images of the one CT series in `folder`, first to last along their normal.

    Raises:
        StudyError: One sentence about `name`, where there is none, more than one, or it is no whole CT.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # they name values, and values can name patients
        images = read_images(dicom_files(folder, name), name, modality)
    if not images:
        raise StudyError(f"{name}: holds no DICOM images; give a CT series (one file a slice) or a NIfTI file")
    series: dict[str, list[ImageHeader]] = {}
    for image in images:
        series.setdefault(image.series, []).append(image)
    if len(series) > 1:
        sizes = ", ".join(map(str, sorted(map(len, series.values()), reverse=True)[:8]))
        raise StudyError(f"{name}: holds {len(series)} series (of {sizes} images); give one of them alone")
    check_series(images, name, modality)
    return sorted(images, key=lambda image: float(image.normal @ image.position))


def check_series(images: list[ImageHeader], name: str, modality: str = "ct") -> None:
    """Check that the images are an evenly spaced stack of CT slices.

    Raises:
        StudyError: One sentence about `name`, where they are not.
    """
    first = images[0]
    if modality != "any" and first.modality != modality.upper():
        kind = first.modality if first.modality.isalnum() and len(first.modality) <= 16 else "unknown"
        raise StudyError(f"{name}: DICOM of modality {kind}, not {modality.upper()}")
    if any(image.frames > 1 for image in images):
        raise StudyError(f"{name}: a multi-frame DICOM; export it with one file a slice, or as NIfTI")
    if len(images) < 2:
        raise StudyError(f"{name}: a single slice is no volume; give the whole series")
    numbers = [np.concatenate([image.spacing, image.orientation.ravel(), image.position]) for image in images]
    if not np.isfinite(numbers).all() or min(first.spacing) <= 0 or min(first.size) < 1:
        raise StudyError(f"{name}: its images do not say where they lie; export the series again")
    if any(not np.isfinite(image.scaling).all() or image.scaling[0] == 0 for image in images):
        raise StudyError(
            f"{name}: its images do not say what their values mean (RescaleSlope); export the series again"
        )
    if len({image.frame_of_reference for image in images}) > 1:
        raise StudyError(f"{name}: its images lie in several frames of reference; give one of them alone")
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
