"""The methods by name. Each is loaded when it is asked for: Elastix takes seconds to load."""

from importlib import import_module

import numpy as np

from segstudy.correction.displacement import Displacement, Space
from segstudy.correction.estimate import Estimate
from segstudy.correction.names import MODULES


def estimate_by(
    method: str, displaced: np.ndarray, correct: np.ndarray, affine: np.ndarray, space: Space = "voxel"
) -> tuple[Displacement, Estimate]:
    """The displacement by one method from the reference's masks, boolean (i, j, k), and how well it explains them.

    affine: (4, 4) of the reference's grid. Raises StudyError where the masks tell no displacement.
    """
    function = getattr(import_module(MODULES[method]), f"estimate_{method}")
    if method.startswith("elastix"):
        estimate = function(displaced, correct, tuple(np.linalg.norm(affine[:3, :3], axis=0)))
    elif method == "rigid" and space == "world":
        estimate = function(displaced, correct, affine[:3, :3])
    else:
        estimate = function(displaced, correct)
    return Displacement(estimate.transform, np.asarray(affine), space, estimate.center), estimate
