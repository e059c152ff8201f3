"""The published correction: a shift between centroids, then a turn about each case's own centroid."""

import numpy as np
from scipy.optimize import minimize_scalar

from segstudy.correction.estimate import Estimate, check_pair, summarize
from segstudy.correction.match import Match
from segstudy.correction.rigid import RigidTransform

COARSE_DEG = 1.0


def estimate_centroid_rotation(displaced: np.ndarray, correct: np.ndarray) -> Estimate:
    """The translation between the centroids, then the in-plane angle of highest IoU, and no more.

    displaced, correct: boolean masks of one organ in one case, (i, j, k). Other cases are turned about their
    own centroid and shifted alike, which errs where the true displacement turned all about one place.
    Raises StudyError where the masks tell no displacement.
    """
    check_pair(displaced, correct)
    match = Match(displaced, correct)
    angles = np.arange(-180.0, 180.0, COARSE_DEG)
    start = angles[int(np.argmax([match.iou(angle, match.shift) for angle in angles]))]
    found = minimize_scalar(
        lambda angle: -match.iou(angle, match.shift),
        bounds=(start - COARSE_DEG, start + COARSE_DEG),
        method="bounded",
        options={"xatol": 0.01},
    )
    best = float(found.x) if -found.fun > match.iou(start, match.shift) else float(start)
    center = tuple(float(x) for x in match.pivot)
    transform = RigidTransform(best, center, tuple(float(x) for x in match.shift))
    estimate = summarize(displaced, correct, transform, [])
    return Estimate(
        transform,
        estimate.iou_before,
        estimate.iou_after,
        estimate.dice_before,
        estimate.dice_after,
        estimate.warnings,
        center,
    )
