"""A 2D image as a volume of one slice, which is what all later stages read."""

import numpy as np

from segstudy.volumes.volume import Volume


def one_slice_volume(image: np.ndarray, pixel_mm: float | None) -> Volume:
    """An image as (columns, rows, 1): columns run to the left and rows to the back, as in an axial CT slice.

    Args:
        image: (rows, columns).
        pixel_mm: Side of a pixel; without one a pixel is written down as 1 mm, and distances are pixels.
    """
    side = pixel_mm or 1.0
    return Volume(np.ascontiguousarray(image.T)[..., None], np.diag([-side, -side, side, 1.0]))
