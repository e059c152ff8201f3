"""A scan from a folder of DICOM files that nobody has checked."""

from pathlib import Path

import numpy as np

from segstudy.application.scans.scan import Scan
from segstudy.application.scans.values import ScanValues, check_extent
from segstudy.cases.checks.geometry import check_geometry
from segstudy.running.errors import StudyError
from segstudy.volumes.dicom.headers import read_series
from segstudy.volumes.dicom.series import image_pixels, series_affine
from segstudy.volumes.volume import Volume


def read_dicom_scan(folder: Path, name: str, modality: str = "ct") -> Scan:
    """Read the one series in `folder` (and the folders in it), its slices along the third axis.

    Nothing about the patient is read.

    Raises:
        StudyError: One sentence about `name`, for all that is no CT series or is too large.
    """
    images = read_series(folder, name, modality)
    affine = series_affine(images)
    rows, columns = images[0].size
    shape = (columns, rows, len(images))
    spacing, origin = Volume(np.empty(0), affine).spacing, affine[:3, 3].tolist()
    if errors := check_extent(shape) or check_geometry(shape, spacing, origin):
        raise StudyError(f"{name}: {errors[0]}")
    array = np.empty(shape, np.int16, order="F")
    values = ScanValues(modality)
    for index, image in enumerate(images):
        pixels = image_pixels(image, name)
        values.add(pixels.ravel())
        array[:, :, index] = np.clip(np.rint(pixels), -32768, 32767).T
    if errors := values.errors():
        raise StudyError(f"{name}: {errors[0]}")
    return Scan(Volume(array, affine), images=tuple(image.path for image in images))
