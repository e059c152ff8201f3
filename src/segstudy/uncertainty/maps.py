"""Maps of how sure a prediction is, in the case's own grid."""

from collections.abc import Iterator

import numpy as np

from segstudy.uncertainty.moments import RunningMoments, entropy
from segstudy.uncertainty.names import MAPS
from segstudy.volumes.grids.network_grid import NetworkGrid

# What lies where no network looked: background, for sure.
OUTSIDE = {"confidence": 1.0}
# Values are kept to this step, which is finer than what they mean and makes small files: most voxels become 0 or 1.
STEP = dict.fromkeys(MAPS, 2.0 ** (-13)) | {"variance": 2.0**-20}


def uncertainty_maps(moments: RunningMoments, grid: NetworkGrid) -> Iterator[tuple[str, np.ndarray]]:
    """Yield the name and the voxels of each of MAPS: float32 (i, j, k) in the case's own grid, one at a time.

    mean: the mean probability of any organ. confidence: that of the class the mean holds most probable.
    variance: see RunningMoments. entropy: of the mean, in nats (predictive entropy). mutual_information: what is
    left of it when the mean entropy of single passes is taken away, in nats (Smith & Gal 2018, arXiv:1803.08533).
    Interpolated linearly, as probabilities are; background for sure where no network looked.
    """
    for name in MAPS:
        values = grid.restore_values(on_network_grid(name, moments), OUTSIDE.get(name, 0.0))
        yield name, np.rint(values / np.float32(STEP[name])) * np.float32(STEP[name])


def on_network_grid(name: str, moments: RunningMoments) -> np.ndarray:
    """One of MAPS on the network's grid: (slices, rows, columns)."""
    if name == "mean":
        return 1 - moments.mean[0]
    if name == "confidence":
        return moments.mean.max(axis=0)
    if name == "variance":
        return moments.variance
    total = _entropy(moments)
    return total if name == "entropy" else np.maximum(total - moments.mean_entropy, 0)


def _entropy(moments: RunningMoments) -> np.ndarray:
    """Slice by slice, because it needs as much again."""
    return np.stack([entropy(moments.mean[:, index]) for index in range(moments.mean.shape[1])])
