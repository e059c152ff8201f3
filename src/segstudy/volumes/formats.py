"""Volumes that are not NIfTI: MetaImage and NRRD, read by ITK."""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from segstudy.running.errors import StudyError
from segstudy.volumes.endings import ending_of
from segstudy.volumes.volume import Volume

if TYPE_CHECKING:
    import SimpleITK as sitk  # noqa: N813

T = TypeVar("T")
_READERS = {".mha": "MetaImageIO", ".mhd": "MetaImageIO", ".nrrd": "NrrdImageIO", ".nhdr": "NrrdImageIO"}
# ITK's world is LPS, NIfTI's RAS.
_TO_RAS = np.diag([-1.0, -1.0, 1.0, 1.0])


def extent_by_itk(path: str | os.PathLike[str]) -> tuple[int, ...]:
    """How many voxels a file says it has along each axis; no voxel is read.

    Raises:
        StudyError: The header cannot be read.
    """
    reader = _reader(path)
    _run(path, reader.ReadImageInformation)
    return tuple(reader.GetSize())


def read_by_itk(path: str | os.PathLike[str]) -> Volume:
    """A volume of one value a voxel, in the order in which the file stores its axes.

    Raises:
        StudyError: The file cannot be read so.
    """
    import SimpleITK as sitk  # noqa: N813 - only where such a file is read: it takes its time

    image = _run(path, _reader(path).Execute)
    if image.GetNumberOfComponentsPerPixel() != 1 or image.GetDimension() != 3:
        what = f"{image.GetNumberOfComponentsPerPixel()} values a voxel, {image.GetDimension()} dimensions"
        raise StudyError(f"{path}: has {what}; a scan has one value a voxel and 3 dimensions")
    affine = np.eye(4)
    affine[:3, :3] = np.array(image.GetDirection()).reshape(3, 3) * image.GetSpacing()
    affine[:3, 3] = image.GetOrigin()
    return Volume(sitk.GetArrayFromImage(image).transpose(2, 1, 0), _TO_RAS @ affine)


def _reader(path: str | os.PathLike[str]) -> "sitk.ImageFileReader":
    import SimpleITK as sitk  # noqa: N813

    reader = sitk.ImageFileReader()
    reader.SetFileName(str(path))
    # not by content: another format's header could name another file of this machine
    reader.SetImageIO(_READERS[ending_of(path).lower()])
    return reader


def _run(path: str | os.PathLike[str], read: Callable[[], T]) -> T:
    try:
        return read()
    except RuntimeError as error:
        why = str(error).strip().splitlines()[-1].rpartition("ITK ERROR: ")[2]
        raise StudyError(f"{path}: cannot be read as a volume ({why})") from error
