"""Volumes for figures, turned upright."""

import os
from pathlib import Path

import numpy as np

from segstudy.drawing.bitmap import RGB
from segstudy.drawing.planes import upright
from segstudy.running.errors import StudyError
from segstudy.volumes.colors import read_colors
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


def in_color(scan: Volume, picture: str) -> Volume:
    """A 2D image with the pixels (`RGB`) of the file that it was made from; itself where that is gray.

    Raises:
        StudyError: The file cannot be read, or is another image's.
    """
    colors = read_colors(picture)
    if (colors == colors[..., :1]).all():
        return scan
    pixels = np.ascontiguousarray(colors.transpose(1, 0, 2)).view(RGB)
    if pixels.shape != scan.array.shape:
        raise StudyError(f"{picture}: {pixels.shape[:2]} pixels, the study saw {scan.array.shape[:2]}")
    return scan.with_array(pixels)


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
