"""Which voxels lie outside the patient."""

import numpy as np
from scipy.ndimage import label

from segstudy.correction.plausibility.tissue import AIR_HU

GRID_MM = 4.0


def outside_share(hu: np.ndarray, points: np.ndarray, spacing: tuple[float, float, float]) -> float:
    """Share of voxels (n, 3) that lie in air connected, within their slice, with the slice's border.

    Args:
        hu: Scan (i, j, k) in HU with slices along k; in the slices, a grid of about GRID_MM is enough.
        points: Indices, (n, 3).
        spacing: Voxel spacing along each axis, in mm.
    """
    stride = [max(1, int(GRID_MM // step)) for step in spacing[:2]]
    outside = 0
    for index in np.unique(points[:, 2]):
        here = points[points[:, 2] == index]
        air = hu[:: stride[0], :: stride[1], index] < AIR_HU
        pieces, _ = label(air)
        border = np.unique(np.concatenate([pieces[0], pieces[-1], pieces[:, 0], pieces[:, -1]]))
        at = np.minimum(np.rint(here[:, :2] / stride).astype(int), np.array(pieces.shape) - 1)
        outside += int(np.count_nonzero(np.isin(pieces[tuple(at.T)], border[border > 0])))
    return outside / len(points)
