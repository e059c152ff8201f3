"""Reading and writing NIfTI files."""

import os

import nibabel as nib
import numpy as np

from segstudy.errors import StudyError
from segstudy.files import whole
from segstudy.volume import Volume


def read_image(path: str | os.PathLike[str]) -> Volume:
    """Read a 3D scan; voxels keep their integer type unless the file scales them.

    Raises StudyError where the file cannot be read as a 3D NIfTI volume.
    """
    try:
        image = nib.load(path)
        array = np.asanyarray(image.dataobj)
    except Exception as error:
        raise StudyError(f"{path}: cannot be read as NIfTI ({error})") from error
    if array.ndim != 3:
        raise StudyError(f"{path}: has {array.ndim} dimensions, a scan has 3")
    return Volume(array, np.asarray(image.affine, dtype=np.float64))


def read_header(path: str | os.PathLike[str]) -> Volume:
    """The grid of a file whose voxels are not needed: a volume over an array of no memory.

    Raises StudyError where the file cannot be read as NIfTI.
    """
    try:
        image = nib.load(path)
    except Exception as error:
        raise StudyError(f"{path}: cannot be read as NIfTI ({error})") from error
    nothing = np.broadcast_to(np.uint8(0), image.shape)
    return Volume(nothing, np.asarray(image.affine, dtype=np.float64))


def read_labels(path: str | os.PathLike[str]) -> Volume:
    """Read a label map as integers, (i, j, k).

    Raises StudyError where the file cannot be read or its voxels are no whole numbers.
    """
    volume = read_image(path)
    if np.issubdtype(volume.array.dtype, np.integer):
        return volume
    rounded = np.rint(volume.array)
    if not np.array_equal(rounded, volume.array):
        raise StudyError(f"{path}: label map with values that are not whole numbers")
    return volume.with_array(rounded.astype(np.int32))


def write_volume(path: str | os.PathLike[str], volume: Volume) -> None:
    """Write `volume` with its own data type, whole or not at all, as millimetres in scanner space."""
    header = nib.Nifti1Header()
    header.set_data_dtype(volume.array.dtype)
    header.set_xyzt_units("mm")
    image = nib.Nifti1Image(volume.array, volume.affine, header)
    image.set_sform(volume.affine, code=1)
    image.set_qform(volume.affine, code=1)
    with whole(path) as beside:
        nib.save(image, beside)
