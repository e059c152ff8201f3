"""Any method, by the name of its function. Each is loaded when it is used: Elastix takes seconds to load."""

from pkgutil import resolve_name
from typing import Protocol

import numpy as np

from segstudy.correction.displacement import Displacement, Space
from segstudy.correction.estimate import Estimate


class Estimator(Protocol):
    """A method."""

    def __call__(self, displaced: np.ndarray, correct: np.ndarray, affine: np.ndarray, space: Space) -> Estimate:
        """The displacement that the reference's two masks show; arguments as of `estimate_by`."""


def estimate_by(
    estimator: str, displaced: np.ndarray, correct: np.ndarray, affine: np.ndarray, space: Space = "voxel"
) -> tuple[Displacement, Estimate]:
    """The displacement by one method from the reference's masks, and how well it explains them.

    Args:
        estimator: `module:attribute` of the method's function, see `segstudy.config.sections.correction_methods`.
        displaced: Boolean mask of the organ as displaced, (i, j, k).
        correct: Its correct mask, of the same grid.
        affine: (4, 4) of the reference's grid.
        space: In which the displacement is the same for every case.

    Raises:
        StudyError: Where the masks tell no displacement.
    """
    function: Estimator = resolve_name(estimator)
    estimate = function(displaced, correct, affine, space)
    return Displacement(estimate.transform, np.asarray(affine), space, estimate.center), estimate
