"""The largest connected component of a mask."""

import numpy as np

from segstudy.volumes.connected import connected_components


def largest_component(mask: np.ndarray) -> np.ndarray:
    """The component with the most voxels, where voxels that share a face, an edge or a corner connect.

    Of components of one size, the one whose first voxel comes first in index order (i, then j, then k) stays.

    Args:
        mask: Boolean, 3D; an empty one stays empty.
    """
    if not mask.any():
        return mask.copy()
    components, _ = connected_components(mask)
    numbers = components[mask]
    sizes = np.bincount(numbers)
    largest = np.flatnonzero(sizes == sizes.max())
    if len(largest) > 1:
        largest = numbers[np.isin(numbers, largest)]  # in index order
    return components == largest[0]
