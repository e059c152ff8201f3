"""Distance from voxels to the nearest voxel of a set, in mm."""

import edt
import numpy as np

# A distance transform in 32-bit floats errs by less than 1e-6 of the distance: below 1e-4 mm up to here.
_EXACT_BEYOND_MM = 64.0
# In a box of more voxels than this (64 MiB of distances) a transform costs more than it is worth.
_LARGEST_TRANSFORM = 2**24


def nearest_mm(points: np.ndarray, targets: np.ndarray, spacing: tuple[float, ...]) -> np.ndarray:
    """Distance from each of `points` to the nearest of `targets`, in mm.

    An exact Euclidean distance transform (Felzenszwalb and Huttenlocher 2012) of the box that holds both,
    read at `points`. Where 32-bit floats would show, or the box is too big to transform, a k-d tree of
    the targets answers instead, in 64 bits.

    points, targets: integer voxel indices, (n, axes) and (m, axes), m > 0.
    spacing: voxel spacing along each axis, in mm.
    Returns float64, (n,).
    """
    low = np.minimum(points.min(axis=0), targets.min(axis=0))
    shape = np.maximum(points.max(axis=0), targets.max(axis=0)) - low + 1
    if np.prod(shape) <= _LARGEST_TRANSFORM:
        elsewhere = np.ones(shape, dtype=bool)
        elsewhere[tuple((targets - low).T)] = False
        squared = edt.edtsq(elsewhere, anisotropy=spacing, parallel=1)
        distances = np.sqrt(squared[tuple((points - low).T)], dtype=np.float64)
        inexact = distances > _EXACT_BEYOND_MM
    else:
        distances = np.empty(len(points))
        inexact = np.ones(len(points), dtype=bool)
    if inexact.any():
        from scipy.spatial import KDTree  # most cases need none, and importing it takes its time

        # A plain tree is built faster than a balanced one, and is asked only once.
        tree = KDTree(targets * np.asarray(spacing), leafsize=32, balanced_tree=False, compact_nodes=False)
        distances[inexact] = tree.query(points[inexact] * np.asarray(spacing))[0]
    return distances
