"""Voxels that are no finite number."""

import numpy as np


class NonFinite:
    """Voxels that are no finite number, counted block by block.

    Attributes:
        nan: How many are not a number.
        infinite: How many are infinite.
    """

    def __init__(self) -> None:
        self.nan = self.infinite = 0

    def drop(self, values: np.ndarray) -> np.ndarray:
        """The finite ones among the values of a block; the others are counted."""
        if values.dtype.kind != "f":
            return values
        finite = np.isfinite(values)
        if finite.all():
            return values
        nan = int(np.isnan(values).sum())
        self.nan += nan
        self.infinite += int(values.size - finite.sum()) - nan
        return values[finite]


def check_finite(counted: NonFinite) -> list[str]:
    """A reason each for voxels that are not a number or infinite."""
    kinds = ((counted.nan, "not a number (NaN)"), (counted.infinite, "infinite"))
    return [f"{count} voxels are {kind}; repair or exclude it" for count, kind in kinds if count]
