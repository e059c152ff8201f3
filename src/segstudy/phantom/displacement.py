"""The hidden rigid transform that has moved every heart label. For tests and the phantom's makers only."""

import numpy as np
from scipy.ndimage import affine_transform

ANGLE_DEG = -26.6
_PIVOT = (0.5, 0.2)
_SHIFT = (0.055, -0.012, 0.055)


def hidden_matrix(nominal: tuple[int, int, int]) -> np.ndarray:
    """The transform (4, 4) from a voxel of the true label map to where its label was moved.

    Args:
        nominal: The cohort's nominal shape; pivot and translation are shares of it, so that one matrix in voxel
            coordinates serves all patients whatever their own shape.
    """
    cosine, sine = np.cos(np.deg2rad(ANGLE_DEG)), np.sin(np.deg2rad(ANGLE_DEG))
    rotation = np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]])
    pivot = np.array([_PIVOT[0] * nominal[0], _PIVOT[1] * nominal[1], 0])
    matrix = np.eye(4)
    matrix[:3, :3] = rotation
    matrix[:3, 3] = pivot - rotation @ pivot + np.array(_SHIFT) * nominal
    return matrix


def displace(labels: np.ndarray, organ: int, matrix: np.ndarray) -> np.ndarray:
    """The label map with `organ` moved by `matrix` (voxel to voxel), nearest neighbor.

    Where it was becomes background, what it comes to lie on is overwritten, what leaves the volume is lost.
    """
    # scipy pulls: its matrix is from output to input.
    pull = np.linalg.inv(matrix)
    before = labels == organ
    moved = affine_transform(before.astype(np.uint8), pull[:3, :3], pull[:3, 3], order=0) > 0
    displaced = np.where(before, 0, labels).astype(labels.dtype)
    displaced[moved] = organ
    return displaced
