"""A new 2D image (PNG or JPEG), as a study of 2D images reads its own."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from segstudy.application.scans.scan import Scan
from segstudy.cases.checks.source import UnusableError
from segstudy.cases.images.read import read_image2d
from segstudy.cases.images.volume import one_slice_volume
from segstudy.running.errors import StudyError
from segstudy.running.files import whole
from segstudy.volumes.colors import read_colors
from segstudy.volumes.volume import Volume

ENDINGS = (".png", ".jpg", ".jpeg")


@dataclass(frozen=True)
class Picture(Volume):
    """A 2D image: its brightness, and its colors.

    Attributes:
        colors: uint8 (rows, columns, 3): red, green and blue.
    """

    colors: np.ndarray


def is_picture_named(path: Path) -> bool:
    """Whether a file is named as 2D images are."""
    return path.suffix.lower() in ENDINGS and not path.name.startswith(".")


def read_picture(path: Path, name: str) -> Scan:
    """Read a 2D image.

    Args:
        path: The file.
        name: What messages call it.

    Raises:
        StudyError: It is none that a study takes.
    """
    try:
        brightness = one_slice_volume(read_image2d(str(path)), None)
        return Scan(Picture(brightness.array, brightness.affine, read_colors(str(path))))
    except UnusableError as error:
        raise StudyError(f"{name}: {error}") from error


def write_mask(path: Path, labels: Volume) -> None:
    """Write the label map of a picture as a gray PNG whose values are label integers."""
    with whole(path) as beside:
        Image.fromarray(labels.array[:, :, 0].T.astype(np.uint8)).save(beside, format="PNG")
