"""Reading volumes, and writing them as NIfTI files."""

import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from segstudy.running.errors import StudyError
from segstudy.running.files import whole
from segstudy.volumes.endings import ending_of, is_nifti_named
from segstudy.volumes.formats import header_by_itk, open_by_itk
from segstudy.volumes.label_map import class_indices
from segstudy.volumes.lean_nibabel import nib
from segstudy.volumes.rounded import Sliced, rounded, scaled, slabs
from segstudy.volumes.volume import Volume

# As far from a whole number a label may lie: some programs scale integers by such as 1.0000153.
NEARLY_WHOLE = 1e-3


def _load(path: str | os.PathLike[str]) -> nib.spatialimages.SpatialImage:
    try:
        # kept open: what is packed would be unpacked from its start for each part
        image = nib.load(path, keep_file_open=True)
    except Exception as error:
        raise StudyError(f"{path}: cannot be read as NIfTI ({error})") from error
    if not isinstance(image, nib.spatialimages.SpatialImage):
        raise StudyError(f"{path}: cannot be read as NIfTI (it is a {type(image).__name__})")
    return image


def read_image(path: str | os.PathLike[str]) -> Volume:
    """Read a 3D scan, from NIfTI, MetaImage or NRRD; voxels keep their integer type unless the file scales them.

    Raises:
        StudyError: Where the file cannot be read as a 3D volume.
    """
    return _read(path, lambda voxels: np.asanyarray(voxels))


def read_rounded(path: str | os.PathLike[str]) -> Volume:
    """Read a 3D scan with its values rounded to int16, a slab at a time: see segstudy.volumes.rounded.

    Raises:
        StudyError: Where the file cannot be read as a 3D volume.
    """
    return _read(path, rounded)


def read_scaled(path: str | os.PathLike[str]) -> tuple[Volume, float]:
    """The same of a scan whose values mean nothing by themselves, and by what they were multiplied before: often 1.

    Raises:
        StudyError: Where the file cannot be read as a 3D volume.
    """
    scale = 1.0

    def taken(voxels: Sliced) -> np.ndarray:
        nonlocal scale
        whole, scale = scaled(voxels)
        return whole

    return _read(path, taken), scale


def _read(path: str | os.PathLike[str], taken: Callable[[Any], np.ndarray]) -> Volume:
    """A file's grid, and what `taken` makes of its voxels, of which it may read a part at a time."""
    if not is_nifti_named(path) and ending_of(path):
        voxels, affine = open_by_itk(path)
        return Volume(taken(voxels), affine)
    image = _load(path)
    if len(image.shape) != 3:
        raise StudyError(f"{path}: has {len(image.shape)} dimensions, a scan has 3")
    try:
        array = taken(image.dataobj)
    except StudyError:
        raise
    except Exception as error:
        raise StudyError(f"{path}: cannot be read as NIfTI ({error})") from error
    return Volume(array, np.asarray(image.affine, dtype=np.float64))


def read_header(path: str | os.PathLike[str]) -> Volume:
    """The grid of a file whose voxels are not needed: a volume over an array that takes no memory.

    Raises:
        StudyError: Where the file cannot be read.
    """
    if not is_nifti_named(path) and ending_of(path):
        return header_by_itk(path)
    image = _load(path)
    placeholder = np.broadcast_to(np.uint8(0), image.shape)
    return Volume(placeholder, np.asarray(image.affine, dtype=np.float64))


def read_labels(path: str | os.PathLike[str]) -> Volume:
    """Read a label map as integers, (i, j, k). Numbers that a file's scaling has made nearly whole are rounded.

    Raises:
        StudyError: Where the file cannot be read or its voxels are no whole numbers.
    """

    def whole(voxels: Sliced) -> np.ndarray:
        first = np.asanyarray(voxels[..., :1])
        if first.dtype.kind in "iu":
            return np.asanyarray(voxels)
        labels = np.empty(voxels.shape, np.int32, order="F")
        for part, integers in _whole_slabs(path, voxels):
            labels[..., part] = integers
        return labels

    return _read(path, whole)


def read_classes(path: str | os.PathLike[str], organ_labels: Sequence[int]) -> Volume:
    """Read a label map as class indices, uint8 (i, j, k), a slab at a time: see `class_indices`.

    Raises:
        StudyError: Where the file cannot be read or its voxels are no whole numbers.
    """

    def indices(voxels: Sliced) -> np.ndarray:
        classes = np.empty(voxels.shape, np.uint8, order="F")
        for part, integers in _whole_slabs(path, voxels):
            classes[..., part] = class_indices(integers, organ_labels)
        return classes

    return _read(path, indices)


def _whole_slabs(path: str | os.PathLike[str], voxels: Sliced) -> Iterator[tuple[slice, np.ndarray]]:
    for part, values in slabs(voxels):
        if values.dtype.kind in "iu":
            yield part, values
            continue
        nearest = np.rint(values)
        if not np.allclose(nearest, values, rtol=0, atol=NEARLY_WHOLE):
            raise StudyError(f"{path}: label map with values that are not whole numbers")
        yield part, nearest.astype(np.int32)


def write_volume(path: str | os.PathLike[str], volume: Volume) -> None:
    """Write `volume` with its own data type, whole or not at all, as millimeters in scanner space."""
    header = nib.Nifti1Header()
    header.set_data_dtype(volume.array.dtype)
    header.set_xyzt_units("mm")
    image = nib.Nifti1Image(volume.array, volume.affine, header)
    image.set_sform(volume.affine, code=1)
    image.set_qform(volume.affine, code=1)
    with whole(path) as beside:
        nib.save(image, beside)
