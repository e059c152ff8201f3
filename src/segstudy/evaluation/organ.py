"""What every metric is computed from: one organ in one case."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from segstudy.config.sections.evaluation import NSD_TOLERANCE
from segstudy.evaluation.confusion import Confusion, confusion
from segstudy.volumes.surfaces.distances import SurfaceDistances, surface_distances


@dataclass(frozen=True, eq=False)
class OrganMasks:
    """One organ's reference and prediction. What is costly is computed once, when a metric first asks for it.

    Attributes:
        reference: boolean mask, 3D, cropped to the box of both masks.
        prediction: the same of the prediction.
        spacing: mm along the three axes; 1 where lengths are in pixels.
        volume_voxels: voxels of the whole volume.
        slice_axis: the axis along which slices are stacked.
        flat_axis: the axis along which a 2D image has its one slice; None for a volume.
        tolerance: up to which NSD takes surfaces for one, in the unit of the spacing.
    """

    reference: np.ndarray
    prediction: np.ndarray
    spacing: tuple[float, float, float]
    volume_voxels: int
    slice_axis: int = 2
    flat_axis: int | None = None
    tolerance: float = NSD_TOLERANCE

    @cached_property
    def confusion(self) -> Confusion:
        """True and false positives and negatives, over the whole volume."""
        return confusion(self.reference, self.prediction, self.volume_voxels)

    @cached_property
    def distances(self) -> SurfaceDistances:
        """Distances between the surfaces of both masks; neither may be empty."""
        return surface_distances(self.reference, self.prediction, self.spacing, self.flat_axis)
