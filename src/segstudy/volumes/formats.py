"""Volumes that are not NIfTI: MetaImage and NRRD, read by ITK."""

import math
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from segstudy.running.detached import HEADERS, LONGEST, beside, is_beside, named_voxels
from segstudy.running.errors import StudyError
from segstudy.volumes.deflated import check_deflated
from segstudy.volumes.foreign_headers import header_problem
from segstudy.volumes.rounded import slabs
from segstudy.volumes.volume import MOST_VOXELS, Volume

if TYPE_CHECKING:
    import SimpleITK as sitk  # noqa: N813

_META = "MetaImageIO"
# ITK's world is LPS, NIfTI's RAS.
_TO_RAS = np.diag([-1.0, -1.0, 1.0, 1.0])
# How many bytes one packed byte can stand for, where a header says that voxels are packed.
_DEFLATED, _LARGEST_RATIO = re.compile(rb"^(CompressedData\s*=\s*True|encoding:\s*gz)", re.MULTILINE | re.I), 1032
_PACKED_OTHERWISE = re.compile(rb"^encoding:\s*(bz|txt|text|ascii|hex)", re.MULTILINE | re.I)


class VoxelsByITK:
    """Voxels (i, j, k) of one value, in the order in which the file stores its axes; read when they are asked for.

    MetaImage that is not packed is read a part at a time. Of other files ITK reads all for each part, so that it is
    asked once.

    Attributes:
        shape: (i, j, k).
    """

    def __init__(self, path: str | os.PathLike[str], reader: "sitk.ImageFileReader") -> None:
        self.shape: tuple[int, ...] = tuple(map(int, reader.GetSize()))
        self._path, self._reader = path, reader
        self._in_parts = reader.GetImageIO() == _META and not _is_deflated(path)
        self._whole: sitk.Image | None = None

    def __getitem__(self, key: tuple[Any, slice]) -> np.ndarray:
        """A part along the last axis, `[..., start:stop]`, in memory of its own.

        Raises:
            StudyError: The file cannot be read so.
        """
        import SimpleITK as sitk  # noqa: N813 - only where such a file is read: it takes its time

        start, stop, _ = key[1].indices(self.shape[2])
        if self._in_parts:
            part: np.ndarray = sitk.GetArrayFromImage(self._read(start, stop))
        else:
            self._whole = self._whole or self._read(0, self.shape[2])
            part = sitk.GetArrayViewFromImage(self._whole)[start:stop].copy()
        return part.transpose(2, 1, 0)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        """All of them."""
        if not self._in_parts:
            return self[..., :]
        first = self[..., :1]
        array = np.empty(self.shape, first.dtype, order="F")
        for part, values in slabs(self):
            array[..., part] = values
        return array

    def _read(self, start: int, stop: int) -> "sitk.Image":
        self._reader.SetExtractIndex([0, 0, start])
        self._reader.SetExtractSize([*self.shape[:2], stop - start])
        try:
            return self._reader.Execute()
        except RuntimeError as error:
            raise _unreadable(self._path, error) from error


def open_by_itk(path: str | os.PathLike[str]) -> tuple[VoxelsByITK, np.ndarray]:
    """The voxels of a file, and their affine (4, 4).

    Nothing is read, and no memory taken, before the file can hold what its header promises.

    Raises:
        StudyError: The file cannot be read so.
    """
    reader = _opened(path)
    if _is_deflated(path):
        check_deflated(path)
    return VoxelsByITK(path, reader), _affine(reader)


def header_by_itk(path: str | os.PathLike[str]) -> Volume:
    """The grid of a file of `open_by_itk`, over an array that takes no memory.

    Raises:
        StudyError: The file cannot be read so.
    """
    reader = _opened(path)
    return Volume(np.broadcast_to(np.uint8(0), tuple(map(int, reader.GetSize()))), _affine(reader))


def _opened(path: str | os.PathLike[str]) -> "sitk.ImageFileReader":
    """A reader that has read the header, and found that there is a volume to read."""
    import SimpleITK as sitk  # noqa: N813

    _check_place(path)
    if problem := header_problem(Path(path).suffix.lower(), _start(path)):
        raise StudyError(f"{path}: cannot be read as a volume ({problem})")
    reader = sitk.ImageFileReader()
    # by its name alone, and not by content: another format's header could name another file of this machine
    reader.SetImageIO("NrrdImageIO" if Path(path).suffix.lower() in (".nrrd", ".nhdr") else _META)
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
    if _PACKED_OTHERWISE.search(_start(path)):
        return
    held = (beside(path) or Path(path)).stat().st_size
    if held * (_LARGEST_RATIO if _is_deflated(path) else 1) < voxels * bytes_each:
        raise StudyError(
            f"{path}: truncated: its header promises {voxels * bytes_each} bytes, its {held} bytes cannot hold them; "
            "copy or download it again"
        )


def _start(path: str | os.PathLike[str]) -> bytes:
    with Path(path).open("rb") as file:
        return file.read(LONGEST)


def _is_deflated(path: str | os.PathLike[str]) -> bool:
    return _DEFLATED.search(_start(path)) is not None


def _unreadable(path: str | os.PathLike[str], error: Exception) -> StudyError:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    told = lines[-1] if "[nrrd]" in lines[-1] else next((line for line in lines if "ITK ERROR: " in line), lines[-1])
    why = re.sub(r"^\w+\(0x[0-9a-f]+\): ", "", told.rpartition("ITK ERROR: ")[2])
    if "Success" in lines[-1]:  # of MetaImage, which does not say what is wrong
        why = "its voxels are not all there, or its header is damaged"
    return StudyError(f"{path}: cannot be read as a volume ({why})")


def _affine(reader: "sitk.ImageFileReader") -> np.ndarray:
    affine = np.eye(4)
    affine[:3, :3] = np.array(reader.GetDirection()).reshape(3, 3) * reader.GetSpacing()
    affine[:3, 3] = reader.GetOrigin()
    turned: np.ndarray = _TO_RAS @ affine
    return turned
