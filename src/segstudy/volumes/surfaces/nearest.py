"""Distance from voxels to the nearest voxel of a set, in mm."""

import numpy as np

from segstudy.volumes.surfaces.planes import equal_axes, nearest_by_planes

# Planes cost time by the voxels of the box, a tree by the points in it: in a box with more voxels than this for each
# point, or with more in all (64 MiB of distances), the tree is faster.
_SPARSE = 48
_LARGEST_BOX = 2**24


def nearest_mm(
    points: np.ndarray, targets: np.ndarray, spacing: tuple[float, ...], at_most: float = np.inf
) -> np.ndarray:
    """Distance from each of `points` to the nearest of `targets`, in mm, in 64 bits.

    Plane by plane in the box that holds both, where two axes have equal spacing, as in nearly every scan; else by
    a k-d tree of the targets.

    Args:
        points: Integer voxel indices, (n, axes), of 2 or 3 axes.
        targets: The same, (m, axes), m > 0.
        spacing: Voxel spacing along each axis, in mm.
        at_most: Longer distances, in mm, need not be right, only longer than this.

    Returns:
        float64, (n,).
    """
    low = np.minimum(points.min(axis=0), targets.min(axis=0))
    points, targets = points - low, targets - low
    shape = np.maximum(points.max(axis=0), targets.max(axis=0)) + 1
    plane = equal_axes(spacing)
    if plane and np.prod(shape) <= min(_LARGEST_BOX, _SPARSE * (len(points) + len(targets))):
        return nearest_by_planes(points, targets, tuple(shape.tolist()), spacing, plane, at_most)
    from scipy.spatial import KDTree  # most cases need none, and importing it takes its time

    # A plain tree is built faster than a balanced one, and is asked only once.
    tree = KDTree(targets * np.asarray(spacing), leafsize=32, balanced_tree=False, compact_nodes=False)
    return np.asarray(tree.query(points * np.asarray(spacing), distance_upper_bound=at_most)[0])
