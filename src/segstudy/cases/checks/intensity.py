"""Whether a scan's values can be Hounsfield units."""

import numpy as np

from segstudy.cases.checks.finite import NonFinite
from segstudy.cases.text import number
from segstudy.volumes.hounsfield import PADDING_HU
from segstudy.volumes.rounded import scale_of

HIGHEST_AIR_HU = -200
BEYOND_ANY = (-33_000, 66_000)
UNSIGNED = 60_000


class IntensityRange:
    """Range of a scan's values, gathered block by block.

    Attributes:
        lowest: The lowest finite value.
        highest: The highest finite value.
        lowest_in_view: The lowest that is no padding.
        padding: How many voxels are padding.
        voxels: How many are finite.
        fractional: Whether any is no whole number.
        non_finite: The voxels that are no finite number.
    """

    def __init__(self) -> None:
        self.lowest = self.lowest_in_view = np.inf
        self.highest = -np.inf
        self.padding = self.voxels = 0
        self.fractional = False
        self.non_finite = NonFinite()

    def add(self, values: np.ndarray) -> None:
        """Take in the next block."""
        values = self.non_finite.drop(values)
        if not values.size:
            return
        lowest = float(values.min())
        self.lowest = min(self.lowest, lowest)
        self.highest = max(self.highest, float(values.max()))
        self.voxels += values.size
        if values.dtype.kind == "f" and not self.fractional:
            self.fractional = bool((values != np.rint(values)).any())
        if lowest < PADDING_HU:
            self.padding += int(np.count_nonzero(values < PADDING_HU))
            lowest = float(values.min(where=values >= PADDING_HU, initial=values.max()))
        if lowest >= PADDING_HU:
            self.lowest_in_view = min(self.lowest_in_view, lowest)


def check_intensity(values: IntensityRange, modality: str = "ct") -> list[str]:
    """Reasons why these values are no scan, or, of a `ct`, none in Hounsfield units: none or one."""
    low, high = values.lowest, values.highest
    if low > high:
        return []  # no finite voxel: said elsewhere
    between = f"values from {number(low)} to {number(high)}"
    if low == high:
        return [f"every voxel has the value {number(low)}"]
    if modality != "ct":
        return []
    problem = _no_hounsfield_units(values)
    return [f"{between}: {problem}; if it is no CT, say so by `data.modality`"] if problem else []


def _no_hounsfield_units(values: IntensityRange) -> str:
    low, high, in_view = values.lowest, values.highest, values.lowest_in_view
    if low >= 0 and high >= UNSIGNED:
        return "looks like negative values stored as unsigned; convert it as signed integers"
    if low < BEYOND_ANY[0] or high > BEYOND_ANY[1]:
        return "beyond any CT; check its scale (scl_slope, scl_inter)"
    if low >= 0 and high <= 255:
        return f"looks normalized (to {1 if high <= 1 else 255}); give the original Hounsfield units"
    if high - low <= 50:
        return "looks normalized; give the original Hounsfield units"
    if high < 0 or in_view > high:
        return "no soft tissue (about 40 HU); is it a CT in Hounsfield units?"
    if in_view >= 0 and high > 1000:
        return "looks like raw values; add the intercept -1024 to get Hounsfield units"
    if in_view > HIGHEST_AIR_HU:
        return "no air (about -1000 HU); is it a CT in Hounsfield units, or was it clipped?"
    return ""


def padding_warnings(values: IntensityRange) -> list[str]:
    """Whether a part of the scan is no part of the patient's surroundings: none or one."""
    if not values.padding:
        return []
    share = 100 * values.padding / values.voxels
    return [
        f"down to {number(values.lowest)} HU in {share:.2g} % of the voxels, outside the field of view: taken as air, "
        "where a preparation's `padding_hu` is not `none`"
    ]


def scale_warnings(values: IntensityRange) -> list[str]:
    """By what the values of a scan that is no CT are multiplied, so that whole numbers of 16 bits hold them."""
    scale = scale_of(values.lowest, values.highest, values.fractional) if values.voxels else 1.0
    if scale == 1:
        return []
    between = f"values from {number(values.lowest)} to {number(values.highest)}"
    kept = f"times {number(scale)}" if scale > 1 else f"divided by {number(1 / scale)}"
    return [f"{between} are kept as whole numbers, {kept}"]
