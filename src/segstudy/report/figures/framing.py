"""Which part of a slice is shown."""

import numpy as np

MARGIN_MM = 30.0


def frame(interesting: np.ndarray, pixel_mm: tuple[float, float], margin_mm: float = MARGIN_MM) -> tuple[slice, slice]:
    """Rows and columns of a square (in mm) around `interesting` (rows, columns), kept inside the image.

    All of the image where nothing is interesting.
    """
    if not interesting.any():
        return slice(0, interesting.shape[0]), slice(0, interesting.shape[1])
    ranges = [np.flatnonzero(interesting.any(axis=axis)) for axis in (1, 0)]
    longest = max((place[-1] - place[0] + 1) * mm for place, mm in zip(ranges, pixel_mm, strict=True))
    side_mm = longest + 2 * margin_mm
    rows, columns = (
        _part(place, side_mm / mm, length)
        for place, mm, length in zip(ranges, pixel_mm, interesting.shape, strict=True)
    )
    return rows, columns


def _part(place: np.ndarray, wanted: float, length: int) -> slice:
    size = min(length, round(wanted))
    start = round((place[0] + place[-1] + 1 - size) / 2)
    start = min(max(start, 0), length - size)
    return slice(start, start + size)
