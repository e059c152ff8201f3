"""Metrics of distance between two surfaces, in mm.

Definitions differ between tools. Here, as in Metrics Reloaded (Maier-Hein et al. 2024, Reinke et al. 2024)
and MONAI: a surface voxel is a voxel of the mask that shares a face with a voxel outside it, what lies
beyond the volume counting as outside; every surface voxel weighs the same, however large the surface
that it stands for; distances go from the center of a surface voxel to that of the nearest one of the
other mask.
"""

from dataclasses import dataclass

import numpy as np

from segstudy.surfaces.nearest import nearest_mm

TOLERANCE_MM = 3.0
# A distance that equals the tolerance counts as within it, whatever the last bits of its square root.
_ROUNDING_MM = 1e-4
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

    mask: boolean.
    Returns integers, (n, axes), in the order in which the voxels lie in memory.
    """
    # Axes from the farthest apart in memory to the nearest: files come in either order.
    order = np.argsort(mask.strides, kind="stable")[::-1]
    voxels = mask.transpose(order)
    depth = max(1, _SLAB_VOXELS * len(voxels) // max(voxels.size, 1))
    found = [np.empty((0, mask.ndim), dtype=np.intp)]
    for start in range(0, len(voxels), depth):
        # A slab is looked at with one layer of neighbors on either side, which are then dropped.
        first, last = max(start - 1, 0), min(start + depth + 1, len(voxels))
        layers = slice(start - first, start - first + depth)
        indices = np.argwhere(_surface_mask(voxels[first:last])[layers])
        indices[:, 0] += start
        found.append(indices)
    return np.concatenate(found)[:, np.argsort(order)]


@dataclass(frozen=True)
class SurfaceDistances:
    """How far each surface voxel of one mask is from the surface of the other, in mm."""

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

    def nsd(self, tolerance_mm: float = TOLERANCE_MM) -> float:
        """The share of the surface voxels of both masks that lie within `tolerance_mm` of the other.

        Normalized surface distance after Nikolov et al. 2021, but counting voxels and not surface area:
        with anisotropic voxels it differs a little from the area-weighted value.
        """
        limit = tolerance_mm + _ROUNDING_MM
        within = np.count_nonzero(self.from_reference <= limit) + np.count_nonzero(self.from_prediction <= limit)
        return float(within / (self.from_reference.size + self.from_prediction.size))


def surface_distances(
    reference: np.ndarray,
    prediction: np.ndarray,
    spacing: tuple[float, float, float],
    flat_axis: int | None = None,
) -> SurfaceDistances:
    """Distances between the surfaces of two masks, both ways.

    reference, prediction: boolean 3D masks of one shape, each with at least one voxel.
    spacing: voxel spacing along each axis, in mm.
    flat_axis: the axis along which a picture has its one slice. Its faces are no surface: every pixel would lie on it,
        so that contours are compared and not areas.
    Raises ValueError where a mask is empty: there is no distance to nothing.
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
