"""Whether a scan's values can be Hounsfield units."""

import numpy as np

from segstudy.cases.text import number

# Scanners fill what they did not see with values such as -2000, -3024 or -8192; air is not below -1500.
PADDING_HU = -1500
HIGHEST_AIR_HU = -200
BEYOND_ANY = (-33_000, 66_000)
UNSIGNED = 60_000


class Intensity:
    """Range of a scan's values, gathered block by block.

    lowest, highest: the extreme finite values. lowest_kept: the lowest that is no padding.
    """

    def __init__(self) -> None:
        self.lowest = self.lowest_kept = np.inf
        self.highest = -np.inf
        self.nan = self.infinite = 0

    def add(self, values: np.ndarray) -> None:
        """Take in the next block."""
        if values.dtype.kind == "f":
            finite = np.isfinite(values)
            if not finite.all():
                nan = int(np.isnan(values).sum())
                self.nan += nan
                self.infinite += int(values.size - finite.sum()) - nan
                values = values[finite]
        if not values.size:
            return
        lowest = float(values.min())
        self.lowest = min(self.lowest, lowest)
        self.highest = max(self.highest, float(values.max()))
        if lowest < PADDING_HU:
            lowest = float(values.min(where=values >= PADDING_HU, initial=values.max()))
        if lowest >= PADDING_HU:
            self.lowest_kept = min(self.lowest_kept, lowest)


def check_finite(nan: int, infinite: int) -> list[str]:
    """A reason each for voxels that are not a number or infinite."""
    counts = ((nan, "not a number (NaN)"), (infinite, "infinite"))
    return [f"{count} voxels are {what}; repair or exclude it" for count, what in counts if count]


def check_intensity(found: Intensity) -> list[str]:
    """Reasons why these values are no CT in Hounsfield units: none or one."""
    low, high = found.lowest, found.highest
    if low > high:
        return []  # no finite voxel: said elsewhere
    between = f"values from {number(low)} to {number(high)}"
    if low == high:
        return [f"every voxel has the value {number(low)}"]
    if low >= 0 and high >= UNSIGNED:
        return [f"{between}: looks like negative values stored as unsigned; convert it as signed integers"]
    if low < BEYOND_ANY[0] or high > BEYOND_ANY[1]:
        return [f"{between}: beyond any CT; check its scale (scl_slope, scl_inter)"]
    if low >= 0 and high <= 255:
        return [f"{between}: looks normalized (to {1 if high <= 1 else 255}); give the original Hounsfield units"]
    if high - low <= 50:
        return [f"{between}: looks normalized; give the original Hounsfield units"]
    kept = found.lowest_kept
    if high < 0 or kept > high:
        return [f"{between}: no soft tissue (about 40 HU); is it a CT in Hounsfield units?"]
    if kept >= 0 and high > 1000:
        return [f"{between}: looks like raw values; add the intercept -1024 to get Hounsfield units"]
    if kept > HIGHEST_AIR_HU:
        return [f"{between}: no air (about -1000 HU); is it a CT in Hounsfield units, or was it clipped?"]
    return []
