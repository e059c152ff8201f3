"""Which Hounsfield units are shown as black and as white."""

import numpy as np

from segstudy.drawing.bitmap import RGB, WINDOW_HU, range_of, window_of

WINDOWS = {"Soft tissue": WINDOW_HU, "Lung": (-1350.0, 150.0), "Bone": (-450.0, 1050.0)}
"""Presets by name, in Hounsfield units: 40 ± 200, -600 ± 750 and 300 ± 750, as radiologists' viewers have them."""


def windows_of(array: np.ndarray, modality: str) -> dict[str, tuple[float, float]]:
    """The windows of a scan (right, front, head), the usual one first: nearly its whole range where it is no CT."""
    if array.dtype == RGB:
        return {"Colors": window_of(array)}
    return WINDOWS if modality == "ct" else {"Whole range": range_of(array)}
