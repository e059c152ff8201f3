"""A scan from a folder of DICOM files that nobody has checked."""

from pathlib import Path

import numpy as np
import SimpleITK as sitk  # noqa: N813

from segstudy.application.scans.dicom_headers import ImageHeader, read_series
from segstudy.application.scans.scan import Scan
from segstudy.application.scans.values import Values, check_extent
from segstudy.errors import StudyError
from segstudy.volume import Volume


def read_dicom_scan(folder: Path, name: str) -> Scan:
    """Read the one CT series in `folder` (and the folders in it), its slices along the third axis.

    Raises StudyError, one sentence about `name`, for all that is no CT series or is too large. Nothing about
    the patient is read.
    """
    images = read_series(folder, name)
    affine = _affine(images)
    rows, columns = images[0].size
    shape = (columns, rows, len(images))
    if problems := check_extent(shape, Volume(np.empty(0), affine).spacing):
        raise StudyError(f"{name}: {problems[0]}")
    array = np.empty(shape, np.int16, order="F")
    values = Values()
    for index, image in enumerate(images):
        here = _pixels(image, name)
        values.add(here.ravel())
        array[:, :, index] = np.clip(np.rint(here), -32768, 32767).T
    if problems := values.problems():
        raise StudyError(f"{name}: {problems[0]}")
    return Scan(Volume(array, affine), images=tuple(image.path for image in images))


def _pixels(image: ImageHeader, name: str) -> np.ndarray:
    """Hounsfield units (rows, columns)."""
    reader = sitk.ImageFileReader()
    reader.SetImageIO("GDCMImageIO")
    reader.SetFileName(str(image.path))
    try:
        array = sitk.GetArrayFromImage(reader.Execute())
    except RuntimeError as error:
        raise StudyError(f"{name}: the pixels of a DICOM file cannot be read; export the series again") from error
    if array.size != image.size[0] * image.size[1]:
        raise StudyError(f"{name}: holds a DICOM file that is no single gray picture; give a CT series")
    return array.reshape(image.size)


def _affine(images: list[ImageHeader]) -> np.ndarray:
    """(4, 4), voxel (column, row, slice) to RAS mm (DICOM PS3.3, C.7.6.2.1.1; DICOM's world is LPS)."""
    first, last = images[0], images[-1]
    row_mm, column_mm = first.spacing
    affine = np.eye(4)
    affine[:3, 0] = first.orientation[0] * column_mm
    affine[:3, 1] = first.orientation[1] * row_mm
    affine[:3, 2] = (last.position - first.position) / (len(images) - 1)
    affine[:3, 3] = first.position
    return np.diag([-1.0, -1.0, 1.0, 1.0]) @ affine
