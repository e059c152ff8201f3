"""Where the patient is in a scan, and not the table under them."""

import numpy as np

from segstudy.volumes.connected import connected_components

# Outside air and foam below, soft tissue and bone above.
BODY_HU = -300
# The scan is looked at in steps of so many mm within slices, and from slice to slice.
STEP_MM = 3.0
SLICE_STEP_MM = 6.0
# Within slices only: what lies above and below a voxel is no part of its surroundings.
AROUND = np.ones((1, 3, 3), bool)


def body_center(reoriented: np.ndarray, spacing_mm: list[float], above: float = BODY_HU) -> tuple[float, float]:
    """Row and column of the center of the body's outline, with all that it encloses, over all slices.

    A table's shell is thinner than an opening by two steps leaves; of what remains the largest piece is the body. Where
    nothing is denser than air, the image's center.

    Args:
        reoriented: Scan in HU, (slices, rows, columns).
        spacing_mm: Along the same axes.
        above: Below it is air, in the scan's own units.
    """
    from scipy.ndimage import binary_dilation, binary_fill_holes, binary_opening

    steps = (SLICE_STEP_MM, STEP_MM, STEP_MM)
    places = [_spread(n, step / mm) for n, mm, step in zip(reoriented.shape, spacing_mm, steps, strict=True)]
    dense = reoriented[np.ix_(*places)] > above
    opened = binary_opening(dense, AROUND)
    pieces, count = connected_components(opened if opened.any() else dense)
    if not count:
        return (reoriented.shape[1] - 1) / 2, (reoriented.shape[2] - 1) / 2
    largest = pieces == np.bincount(pieces.ravel())[1:].argmax() + 1
    # the skin over a lung may be as thin as a table
    whole = binary_dilation(largest, AROUND, iterations=2, mask=dense)
    filled = np.stack([binary_fill_holes(level) for level in whole])
    row, column = (np.average(places[axis], weights=filled.sum(axis=(0, 3 - axis))) for axis in (1, 2))
    return float(row), float(column)


def _spread(size: int, step: float) -> np.ndarray:
    """Indices about `step` apart from the first to the last, the same from either end."""
    return np.rint(np.linspace(0, size - 1, max(1, int(np.ceil(size / max(step, 1)))))).astype(int)
