"""Metrics of distance between two surfaces, in mm.

Definitions differ between tools. Here, as in Metrics Reloaded (Maier-Hein et al. 2024, Reinke et al. 2024)
and MONAI: a surface voxel is a voxel of the mask that shares a face with a voxel outside it, what lies
beyond the volume counting as outside; every surface voxel weighs the same, however large the surface
that it stands for; distances go from the center of a surface voxel to that of the nearest one of the
other mask. NSD is defined otherwise: see `segstudy.volumes.surfaces.tolerance`.
"""

from dataclasses import dataclass

import numpy as np

from segstudy.volumes.surfaces.nearest import nearest_mm

# Big masks are searched in slabs of about this many voxels, which fit a processor's cache.
_SLAB_VOXELS = 2**19


def _surface_mask(mask: np.ndarray) -> np.ndarray:
    inside = mask.copy()
    for axis in range(mask.ndim):
        voxels, inner = np.moveaxis(mask, axis, 0), np.moveaxis(inside, axis, 0)
        inner[1:] &= voxels[:-1]
        inner[:-1] &= voxels[1:]
        inner[0] = inner[-1] = False
    return mask & ~inside


def surface_voxels(mask: np.ndarray) -> np.ndarray:
    """Indices of the voxels of a mask (3D, or 2D) with a face at the outside or at the volume's border.

    Args:
        mask: Boolean.

    Returns:
        Integers, (n, axes), in the order in which the voxels lie in memory.
    """
    # Axes from the farthest apart in memory to the nearest: files come in either order.
    order = np.argsort(mask.strides, kind="stable")[::-1]
    voxels = mask.transpose(order)
    depth = max(1, _SLAB_VOXELS * len(voxels) // max(voxels.size, 1))
    parts = [np.empty((0, mask.ndim), dtype=np.intp)]
    for start in range(0, len(voxels), depth):
        # A slab is looked at with one layer of neighbors on either side, which are then dropped.
        first, last = max(start - 1, 0), min(start + depth + 1, len(voxels))
        layers = slice(start - first, start - first + depth)
        indices = np.argwhere(_surface_mask(voxels[first:last])[layers])
        indices[:, 0] += start
        parts.append(indices)
    return np.concatenate(parts)[:, np.argsort(order)]


@dataclass(frozen=True)
class SurfaceDistances:
    """How far each surface voxel of one mask is from the surface of the other.

    Attributes:
        from_reference: Of each surface voxel of the reference, in mm.
        from_prediction: Of each surface voxel of the prediction, in mm.
    """

    from_reference: np.ndarray
    from_prediction: np.ndarray

    @property
    def hd95_mm(self) -> float:
        """The larger of the two directed 95th percentiles (linear between ranks)."""
        return float(max(np.percentile(self.from_reference, 95), np.percentile(self.from_prediction, 95)))

    @property
    def hd_mm(self) -> float:
        """The largest distance in either direction (Hausdorff)."""
        return float(max(self.from_reference.max(), self.from_prediction.max()))

    @property
    def assd_mm(self) -> float:
        """The sum of all distances over the number of surface voxels of both masks."""
        total = self.from_reference.sum() + self.from_prediction.sum()
        return float(total / (self.from_reference.size + self.from_prediction.size))


def surface_distances(
    reference: np.ndarray,
    prediction: np.ndarray,
    spacing: tuple[float, ...],
    flat_axis: int | None = None,
) -> SurfaceDistances:
    """Distances between the surfaces of two masks, both ways.

    Args:
        reference: Boolean mask, 3D, with at least one voxel.
        prediction: The same, of the same shape.
        spacing: Voxel spacing along each axis, in mm.
        flat_axis: The axis along which a 2D image has its one slice. Its faces are no surface: every pixel would lie on
            it, so that contours are compared and not areas.

    Raises:
        ValueError: Where a mask is empty: there is no distance to nothing.
    """
    if flat_axis is not None:
        reference, prediction = reference.squeeze(flat_axis), prediction.squeeze(flat_axis)
        spacing = tuple(np.delete(spacing, flat_axis).tolist())
    of_reference, of_prediction = surface_voxels(reference), surface_voxels(prediction)
    if not len(of_reference) or not len(of_prediction):
        raise ValueError("surface distances need two masks with at least one voxel each")
    return SurfaceDistances(
        from_reference=nearest_mm(of_reference, of_prediction, spacing),
        from_prediction=nearest_mm(of_prediction, of_reference, spacing),
    )
