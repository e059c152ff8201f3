"""Signed distance to a mask's surface."""

import edt
import numpy as np

from segstudy.volumes.box import enclosing_box, widened


def signed_distance(mask: np.ndarray, steps: np.ndarray, margin: np.ndarray | int) -> tuple[np.ndarray, np.ndarray]:
    """Signed distance to a mask's surface in a box around the mask, positive inside.

    Inside, a voxel's distance is that to the nearest voxel outside, and outside that to the nearest inside: between
    neighbors across the surface the field jumps by two steps.

    Args:
        mask: Boolean, (i, j, k), not empty.
        steps: (3,) voxel spacing.
        margin: Voxels around the mask, (3,) or one number, as far as the volume goes.

    Returns:
        float32, and (3,) the box's first voxel.
    """
    box = widened(enclosing_box(mask), margin, mask.shape)
    inside = np.ascontiguousarray(mask[box])
    anisotropy = tuple(float(step) for step in steps)
    field = edt.edt(inside, anisotropy=anisotropy) - edt.edt(~inside, anisotropy=anisotropy)
    return field, np.array([side.start for side in box], dtype=float)
