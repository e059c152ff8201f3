"""The published correction: a shift between centroids, then a turn about each case's own centroid."""

from dataclasses import replace

import numpy as np
from scipy.optimize import minimize_scalar

from segstudy.correction.displacement import Space
from segstudy.correction.estimate import VOXELS, Estimate, check_pair, summarize
from segstudy.correction.match import Match
from segstudy.correction.rigid import RigidTransform, triple

COARSE_DEG = 1.0


def estimate_centroid_rotation(
    displaced: np.ndarray, correct: np.ndarray, affine: np.ndarray = VOXELS, space: Space = "voxel"
) -> Estimate:
    """The translation between the centroids, then the in-plane angle of highest IoU, and no more.

    Other cases are turned about their own centroid and shifted alike, which errs where the true displacement turned all
    about one place.

    Args:
        displaced: Boolean mask of the organ as displaced, (i, j, k).
        correct: Its correct mask, of the same grid.
        affine: Changes nothing.
        space: Changes nothing.

    Raises:
        StudyError: Where the masks tell no displacement.
    """
    check_pair(displaced, correct)
    match = Match(displaced, correct)
    angles = np.arange(-180.0, 180.0, COARSE_DEG)
    start = angles[int(np.argmax([match.iou(angle, match.shift) for angle in angles]))]
    best_angle = minimize_scalar(
        lambda angle: -match.iou(angle, match.shift),
        bounds=(start - COARSE_DEG, start + COARSE_DEG),
        method="bounded",
        options={"xatol": 0.01},
    )
    best = float(best_angle.x) if -best_angle.fun > match.iou(start, match.shift) else float(start)
    center = triple(match.pivot)
    transform = RigidTransform(best, center, triple(match.shift))
    return replace(summarize(displaced, correct, transform, []), center=center)
