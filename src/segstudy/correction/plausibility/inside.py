"""What the scan shows inside an organ's label."""

from dataclasses import dataclass

import edt
import numpy as np

from segstudy.correction.plausibility.tissue import AIR_HU, BONE_HU

# An outline drawn by hand errs by about this much or by a slice, whichever is more.
OUTLINE_MM = 3.0


@dataclass(frozen=True)
class Inside:
    """What lies inside a label.

    Attributes:
        hu_low: 5th percentile.
        hu_median: 50th percentile.
        hu_high: 95th percentile.
        air: Share of the label's voxels with air.
        bone: Share of the label's voxels with dense bone.
        deep_air_ml: Air deeper inside the label than an outline can err.
        deep_bone_ml: Dense bone deeper inside the label than an outline can err.
        depth_mm: Of the deepest air.
    """

    hu_low: float
    hu_median: float
    hu_high: float
    air: float
    bone: float
    deep_air_ml: float
    deep_bone_ml: float
    depth_mm: float


def inside_of(hu: np.ndarray, mask: np.ndarray, spacing: tuple[float, float, float]) -> Inside:
    """Measure a scan (HU) inside a boolean mask with at least one voxel, both (i, j, k) and cropped to one box."""
    values = hu[mask]
    low, median, high = np.percentile(values, (5, 50, 95))
    depth = edt.edt(np.ascontiguousarray(mask), anisotropy=tuple(float(x) for x in spacing), black_border=True)[mask]
    deep = depth > max(OUTLINE_MM, *spacing)
    air, bone = values < AIR_HU, values > BONE_HU
    voxel_ml = float(np.prod(spacing)) / 1000
    return Inside(
        hu_low=float(low),
        hu_median=float(median),
        hu_high=float(high),
        air=float(air.mean()),
        bone=float(bone.mean()),
        deep_air_ml=int(np.count_nonzero(air & deep)) * voxel_ml,
        deep_bone_ml=int(np.count_nonzero(bone & deep)) * voxel_ml,
        depth_mm=float(depth[air].max(initial=0.0)),
    )
