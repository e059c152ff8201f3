"""Moving a mask by a rigid transform, nearest neighbor."""

import itertools

import numpy as np
from scipy.ndimage import affine_transform

from segstudy.correction.affine import Transform
from segstudy.volumes.box import Box, bounding_box, clipped_box


def move(mask: np.ndarray, transform: Transform) -> tuple[np.ndarray, Box]:
    """The true voxels of a mask, moved and cropped at the volume.

    Args:
        mask: Boolean, (i, j, k).
        transform: Voxel to voxel.

    Returns:
        The moved mask within a box, and that box; everything outside it is empty. Each voxel there takes the nearest
        voxel of `mask` at the place it came from (pulled, so that no holes appear).
    """
    box = bounding_box(mask)
    if box is None:
        return np.zeros((0, 0, 0), bool), (slice(0, 0),) * 3
    corners = np.array(list(itertools.product(*[(side.start, side.stop - 1) for side in box])), dtype=float)
    moved = transform(corners)
    target = clipped_box(moved.min(axis=0) - 1, moved.max(axis=0) + 1, mask.shape)
    shape = tuple(max(0, side.stop - side.start) for side in target)
    if 0 in shape:
        return np.zeros(shape, bool), target
    pull = transform.inverse().matrix  # output voxel to input voxel
    start = np.array([side.start for side in target])
    offset = pull[:3, :3] @ start + pull[:3, 3] - [side.start for side in box]
    # `grid-constant`: `constant` would drop what lies within half a voxel outside the box
    pulled = affine_transform(mask[box].view(np.uint8), pull[:3, :3], offset, shape, order=0, mode="grid-constant")
    return pulled.astype(bool), target
