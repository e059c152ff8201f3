"""Where the grid that a network sees lies in a scan: reoriented, resampled, cropped."""

import numpy as np

from segstudy.config.sections.preparation import PreparationSettings
from segstudy.preparation.body import BODY_HU, body_center
from segstudy.volumes.box import Box, bounding_box
from segstudy.volumes.grids.network_grid import NetworkGrid
from segstudy.volumes.grids.orientation import axis_order, to_slices
from segstudy.volumes.grids.resampling import ON_VOXELS
from segstudy.volumes.volume import Volume


def _foreground(reoriented: np.ndarray, spacing_mm: list[float], settings: PreparationSettings) -> Box:
    """The box around all that is dense enough, with the margin; the whole volume where nothing is."""
    box = bounding_box(reoriented > settings.foreground_hu) or tuple(slice(0, n) for n in reoriented.shape)
    sides = []
    for side, mm, available in zip(box, spacing_mm, reoriented.shape, strict=True):
        margin = int(np.ceil(settings.margin_mm / mm))
        sides.append(slice(max(0, side.start - margin), min(available, side.stop + margin)))
    return tuple(sides)


def _ratio(new: float, old: float) -> float:
    """Voxels of the scan to one of the network's grid; 1 where only the noise of a rotated header lies between."""
    return 1.0 if abs(new / old - 1) < ON_VOXELS else new / old


def _side(side: slice, scale: float) -> tuple[int, float]:
    """How many voxels cover one side of a box, and where in the scan the center of the first lies.

    All of it is covered, so that a network can predict every voxel of the scan; what the last voxel has too much is
    shared by both ends.
    """
    length = side.stop - side.start
    size = max(1, int(np.ceil(length / scale - ON_VOXELS)))
    return size, side.start + (length - scale * (size - 1) - 1) / 2


def network_grid(scan: Volume, settings: PreparationSettings, multiplied: float = 1.0) -> NetworkGrid:
    """Where the network's grid lies for `scan` (HU, `multiplied` by a number) under `settings`."""
    order = axis_order(scan.affine, settings.orientation)
    reoriented = to_slices(scan.array, order)
    own = [scan.spacing[axis] for axis, _ in reversed(order)]
    # The configuration says (columns, rows, slices), as scanners do.
    target = list(reversed(settings.spacing_mm)) if settings.spacing_mm else own
    scale = [_ratio(new, old) for new, old in zip(target, own, strict=True)]
    box = _foreground(reoriented, own, settings) if settings.crop else tuple(slice(0, n) for n in reoriented.shape)
    sides = [_side(side, s) for side, s in zip(box, scale, strict=True)]
    shape, offset = [size for size, _ in sides], [start for _, start in sides]
    if settings.size is None:
        pass
    elif settings.fitting == "resize":
        shape[1:] = settings.size
        scale[1:] = [n / size for n, size in zip(reoriented.shape[1:], settings.size, strict=True)]
        offset[1:] = [(s - 1) / 2 for s in scale[1:]]
    else:
        shape[1:] = settings.size
        for axis, center in zip((1, 2), body_center(reoriented, own, BODY_HU * multiplied), strict=True):
            start = center - scale[axis] * (shape[axis] - 1) / 2
            offset[axis] = float(round(start)) if scale[axis] == 1 else start
    spacing = [s * mm for s, mm in zip(scale, own, strict=True)]
    return NetworkGrid(order, list(scan.array.shape), shape, scale, offset, spacing)
