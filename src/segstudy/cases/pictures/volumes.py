"""A picture as a volume of one slice, which is what all later stages read."""

import numpy as np

from segstudy.volume import Volume


def picture_volume(picture: np.ndarray, pixel_mm: float | None) -> Volume:
    """(rows, columns) as (columns, rows, 1): columns run to the left and rows to the back, as in an axial CT slice.

    pixel_mm: side of a pixel; without one a pixel is written down as 1 mm, and distances are pixels.
    """
    side = pixel_mm or 1.0
    return Volume(np.ascontiguousarray(picture.T)[..., None], np.diag([-side, -side, side, 1.0]))
