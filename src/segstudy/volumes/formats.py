"""Volumes that are not NIfTI: MetaImage and NRRD, read by ITK."""

import math
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from segstudy.running.detached import HEADERS, LONGEST, beside, is_beside, named_voxels
from segstudy.running.errors import StudyError
from segstudy.volumes.volume import MOST_VOXELS, Volume

if TYPE_CHECKING:
    import SimpleITK as sitk  # noqa: N813

# ITK's world is LPS, NIfTI's RAS.
_TO_RAS = np.diag([-1.0, -1.0, 1.0, 1.0])
# How many bytes one packed byte can stand for, where a header says that voxels are packed.
_DEFLATED, _LARGEST_RATIO = re.compile(rb"^(CompressedData\s*=\s*True|encoding:\s*gz)", re.MULTILINE | re.I), 1032
_PACKED_OTHERWISE = re.compile(rb"^encoding:\s*(bz|txt|text|ascii|hex)", re.MULTILINE | re.I)


def read_by_itk(path: str | os.PathLike[str]) -> Volume:
    """A volume of one value a voxel, in the order in which the file stores its axes.

    Nothing is read, and no memory taken, before the file can hold what its header promises.

    Raises:
        StudyError: The file cannot be read so.
    """
    import SimpleITK as sitk  # noqa: N813 - only where such a file is read: it takes its time

    reader = _opened(path)
    try:
        image = reader.Execute()
    except RuntimeError as error:
        raise _unreadable(path, error) from error
    return Volume(sitk.GetArrayFromImage(image).transpose(2, 1, 0), _affine(reader))


def header_by_itk(path: str | os.PathLike[str]) -> Volume:
    """The grid of a file of `read_by_itk`, over an array that takes no memory.

    Raises:
        StudyError: The file cannot be read so.
    """
    reader = _opened(path)
    return Volume(np.broadcast_to(np.uint8(0), tuple(map(int, reader.GetSize()))), _affine(reader))


def _opened(path: str | os.PathLike[str]) -> "sitk.ImageFileReader":
    """A reader that has read the header, and found that there is a volume to read."""
    import SimpleITK as sitk  # noqa: N813

    _check_place(path)
    reader = sitk.ImageFileReader()
    # by its name alone, and not by content: another format's header could name another file of this machine
    reader.SetImageIO("NrrdImageIO" if Path(path).suffix.lower() in (".nrrd", ".nhdr") else "MetaImageIO")
    reader.SetFileName(str(path))
    try:
        reader.ReadImageInformation()
        values, dimensions = reader.GetNumberOfComponents(), reader.GetDimension()
        one = sitk.Image([1, 1, 1], reader.GetPixelID(), values)
    except (RuntimeError, ValueError, TypeError) as error:
        raise _unreadable(path, error) from error
    if values != 1 or dimensions != 3:
        what = f"{values} values a voxel, {dimensions} dimensions"
        raise StudyError(f"{path}: has {what}; a scan has one value a voxel and 3 dimensions")
    _check_size(path, math.prod(map(int, reader.GetSize())), one.GetSizeOfPixelComponent())
    return reader


def _check_place(path: str | os.PathLike[str]) -> None:
    """A file that somebody hands over must lead to no other file than the one beside it.

    Raises:
        StudyError: It does.
    """
    try:
        named = named_voxels(path)
    except OSError as error:
        raise StudyError(f"{path}: cannot be read as a volume ({error.strerror or error})") from error
    if named is None:
        return
    ending = Path(path).suffix.lower()
    if not named:
        raise StudyError(f"{path}: cannot be read as a volume (no header of a {ending} file)")
    if ending not in HEADERS:
        raise StudyError(f"{path}: says that its voxels are in {named}; a {ending} file holds them itself")
    if not is_beside(named):
        raise StudyError(f"{path}: says that its voxels are in {named}; only one file beside it is read")


def _check_size(path: str | os.PathLike[str], voxels: int, bytes_each: int) -> None:
    if voxels > MOST_VOXELS:
        raise StudyError(
            f"{path}: its header promises {voxels:.3g} voxels, more than any scan has; the header is damaged"
        )
    with Path(path).open("rb") as file:
        start = file.read(LONGEST)
    if _PACKED_OTHERWISE.search(start):
        return
    held = (beside(path) or Path(path)).stat().st_size
    if held * (_LARGEST_RATIO if _DEFLATED.search(start) else 1) < voxels * bytes_each:
        raise StudyError(
            f"{path}: truncated: its header promises {voxels * bytes_each} bytes, its {held} bytes cannot hold them; "
            "copy or download it again"
        )


def _unreadable(path: str | os.PathLike[str], error: Exception) -> StudyError:
    why = (str(error).strip().splitlines() or [type(error).__name__])[-1].rpartition("ITK ERROR: ")[2]
    return StudyError(f"{path}: cannot be read as a volume ({why})")


def _affine(reader: "sitk.ImageFileReader") -> np.ndarray:
    affine = np.eye(4)
    affine[:3, :3] = np.array(reader.GetDirection()).reshape(3, 3) * reader.GetSpacing()
    affine[:3, 3] = reader.GetOrigin()
    turned: np.ndarray = _TO_RAS @ affine
    return turned
