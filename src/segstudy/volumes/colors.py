"""The colors of a 2D image that was found usable."""

import numpy as np
from PIL import Image

from segstudy.running.errors import StudyError


def read_colors(path: str) -> np.ndarray:
    """Red, green and blue of an image: uint8 (rows, columns, 3); of a gray one, its brightness thrice.

    Args:
        path: Of a PNG or JPEG.

    Raises:
        StudyError: It cannot be read any more.
    """
    try:
        with Image.open(path) as image:
            return np.asarray(image.convert("RGB"))
    except OSError as error:
        raise StudyError(f"{path}: the picture cannot be read ({error})") from error
