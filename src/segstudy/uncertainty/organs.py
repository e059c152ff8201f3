"""How sure a prediction is of each organ, on the network's grid."""

import numpy as np

from segstudy.uncertainty.maps import on_network_grid
from segstudy.uncertainty.moments import RunningMoments


def organ_uncertainty(moments: RunningMoments, by: str) -> list[float | None]:
    """The mean of a map over the voxels that the mean of the passes calls an organ; None of one that it does not find.

    Args:
        moments: Of the passes.
        by: The map's name.
    """
    classes = moments.mean.argmax(axis=0)
    values = on_network_grid(by, moments)
    count = len(moments.mean)
    voxels = np.bincount(classes.ravel(), minlength=count)[1:]
    total = np.bincount(classes.ravel(), weights=values.ravel(), minlength=count)[1:]
    return [float(f"{each / number:.9g}") if number else None for each, number in zip(total, voxels, strict=True)]
