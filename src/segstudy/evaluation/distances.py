"""Metrics of distance between the surfaces of reference and prediction, in the unit of the spacing."""

from segstudy.evaluation.organ import OrganMasks
from segstudy.volumes.surfaces.tolerance import normalized_surface_distance


def hd95(organ: OrganMasks) -> float:
    """The larger of the two directed 95th percentiles."""
    return organ.distances.hd95_mm


def hausdorff(organ: OrganMasks) -> float:
    """The largest distance in either direction."""
    return organ.distances.hd_mm


def assd(organ: OrganMasks) -> float:
    """The average symmetric surface distance, pooled over both directions."""
    return organ.distances.assd_mm


def nsd(organ: OrganMasks) -> float:
    """The share of both surfaces, by area, within the organ's tolerance of the other."""
    return normalized_surface_distance(
        organ.reference, organ.prediction, organ.spacing, organ.tolerance, organ.flat_axis
    )
