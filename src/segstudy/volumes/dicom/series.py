"""The voxels of a DICOM series."""

from collections.abc import Sequence

import numpy as np
import pydicom
import SimpleITK as sitk  # noqa: N813

from segstudy.running.errors import StudyError
from segstudy.volumes.dicom.headers import ImageHeader

# The length that pixels of a packed image have.
PACKED = 0xFFFFFFFF


def series_affine(images: Sequence[ImageHeader]) -> np.ndarray:
    """(4, 4), voxel (column, row, slice) to RAS mm (DICOM PS3.3, C.7.6.2.1.1; DICOM's world is LPS)."""
    first, last = images[0], images[-1]
    row_mm, column_mm = first.spacing
    affine = np.eye(4)
    affine[:3, 0] = first.orientation[0] * column_mm
    affine[:3, 1] = first.orientation[1] * row_mm
    affine[:3, 2] = (last.position - first.position) / (len(images) - 1)
    affine[:3, 3] = first.position
    return np.diag([-1.0, -1.0, 1.0, 1.0]) @ affine


def image_pixels(image: ImageHeader, name: str) -> np.ndarray:
    """(rows, columns) of one image, scaled as it says: Hounsfield units, of a CT.

    Raises:
        StudyError: One sentence about `name`, where it is no single gray image that can be read.
    """
    _check_length(image, name)
    reader = sitk.ImageFileReader()
    reader.SetImageIO("GDCMImageIO")
    reader.SetFileName(str(image.path))
    try:
        array = sitk.GetArrayFromImage(reader.Execute())
    except RuntimeError as error:
        raise StudyError(f"{name}: the pixels of a DICOM file cannot be read; export the series again") from error
    if array.size != image.size[0] * image.size[1]:
        raise StudyError(f"{name}: holds a DICOM file that is no single gray image; give a CT series")
    pixels: np.ndarray = array.reshape(image.size)
    return pixels


def _check_length(image: ImageHeader, name: str) -> None:
    """ITK takes pixels that are not there for whatever lies in memory."""
    try:
        held = pydicom.dcmread(image.path, specific_tags=["PixelData", "BitsAllocated"], force=True)
        length = getattr(held.get_item("PixelData"), "length", 0)
        bits = int(held.get("BitsAllocated", 8))
    except Exception as error:  # pydicom raises many kinds for a damaged file
        raise StudyError(f"{name}: the pixels of a DICOM file cannot be read; export the series again") from error
    if length != PACKED and length < image.size[0] * image.size[1] * bits // 8:
        raise StudyError(f"{name}: the pixels of a DICOM file are not all there; export the series again")
