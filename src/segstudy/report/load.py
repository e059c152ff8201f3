"""Volumes for figures, turned upright."""

import os
from pathlib import Path

import numpy as np

from segstudy.drawing.colored import in_color
from segstudy.drawing.planes import upright
from segstudy.running.errors import StudyError
from segstudy.volumes.nifti import read_image, read_labels
from segstudy.volumes.volume import Volume


def load_image(path: str | os.PathLike[str] | None, picture: str | None = None) -> Volume:
    """A scan with axes turned to right, front, head; of a picture in color, its pixels are `RGB`.

    Args:
        path: Of the scan.
        picture: Of a 2D image, the file that it was made from.

    Raises:
        StudyError: It cannot be read.
    """
    scan = read_image(_there(path, "scan"))
    return upright(in_color(scan, picture) if picture else scan)


def load_labels(path: str | os.PathLike[str] | None, image: Volume, what: str) -> np.ndarray:
    """A label map, turned likewise.

    Raises:
        StudyError: It cannot be read or does not fit the scan.
    """
    labels = upright(read_labels(_there(path, what))).array
    if labels.shape != image.array.shape:
        raise StudyError(f"{path}: {labels.shape} voxels, the scan has {image.array.shape}")
    return labels


def _there(path: str | os.PathLike[str] | None, what: str) -> str | os.PathLike[str]:
    if path is None:
        raise StudyError(f"there is no {what}")
    if not Path(path).exists():
        raise StudyError(f"{path}: the {what} is not there")
    return path
