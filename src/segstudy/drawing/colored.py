"""A 2D image in its colors."""

import numpy as np

from segstudy.drawing.bitmap import RGB
from segstudy.running.errors import StudyError
from segstudy.volumes.colors import read_colors
from segstudy.volumes.volume import Volume


def in_color(scan: Volume, picture: str) -> Volume:
    """A 2D image with the pixels (`RGB`) of the file that it was made from; itself where that is gray.

    Raises:
        StudyError: The file cannot be read, or is another image's.
    """
    colors = read_colors(picture)
    if colors.shape[1::-1] != scan.array.shape[:2]:
        raise StudyError(f"{picture}: {colors.shape[1::-1]} pixels, the study saw {scan.array.shape[:2]}")
    return with_colors(scan, colors)


def with_colors(image: Volume, colors: np.ndarray) -> Volume:
    """A 2D image, (columns, rows, 1), with `RGB` pixels; itself where all are gray.

    Args:
        image: Its brightness.
        colors: uint8 (rows, columns, 3): red, green and blue.
    """
    if (colors == colors[..., :1]).all():
        return image
    return image.with_array(np.ascontiguousarray(colors.transpose(1, 0, 2)).view(RGB))
