"""Statistics of the organs' intensities over the training patients of a fold, by which all its scans are scaled.

As nnU-Net does for CT (Isensee et al. 2021, Nature Methods), but by the patients of one fold's training part alone: the
others' would be known before they are predicted.
"""

from collections.abc import Sequence

import numpy as np

from segstudy.running.errors import StudyError
from segstudy.training.labelled import LabelledSlices
from segstudy.volumes.scaling import Scaling

PERCENTILES = (0.5, 99.5)
LOWEST = int(np.iinfo(np.int16).min)


def foreground_scaling(cases: Sequence[LabelledSlices]) -> Scaling:
    """Percentiles, mean and standard deviation of all voxels of organs that were drawn.

    Args:
        cases: Of the training part; their caches hold Hounsfield units, or multiples of what values mean otherwise.

    Raises:
        StudyError: There is no such voxel.
    """
    # of scans that were multiplied, each by a number of its own, what a whole number is worth differs
    by_slope: dict[float, np.ndarray] = {}
    for case in cases:
        counts = by_slope.setdefault(case.slices.slope, np.zeros(2**16, np.int64))
        for index in range(len(case.slices)):
            inside = case.annotated[case.slices.label(index)] & (case.slices.label(index) > 0)
            if inside.any():
                counts += np.bincount(case.slices.stored(index)[inside].astype(np.int64) - LOWEST, minlength=2**16)
    values = np.concatenate([(np.arange(2**16) + LOWEST) * slope for slope in by_slope])
    counts = np.concatenate([*by_slope.values()])
    order = np.argsort(values, kind="stable")
    values, counts = values[order], counts[order]
    total = int(counts.sum())
    if not total:
        raise StudyError("normalize `foreground`: no training patient shows an organ that was drawn")
    low, high = (float(values[np.searchsorted(np.cumsum(counts), share / 100 * total)]) for share in PERCENTILES)
    mean = float((counts * values).sum() / total)
    spread = float(np.sqrt((counts * (values - mean) ** 2).sum() / total))
    return Scaling(low, max(high, low + max(by_slope)), mean, max(spread, 1e-6))
