"""One case's scan and label map, prepared for a network."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from segstudy.config.sections.preparation import PreparationSettings
from segstudy.config.sections.words import listing
from segstudy.preparation.grid import network_grid
from segstudy.preparation.intensity import (
    NormalizedImage,
    clip_hu,
    clip_percentiles,
    in_stored_units,
    normalize,
    without_padding,
)
from segstudy.volumes.grids.network_grid import NetworkGrid
from segstudy.volumes.grids.orientation import to_slices
from segstudy.volumes.rounded import rounded, slabs
from segstudy.volumes.volume import Volume


def prepare_image(
    scan: Volume, settings: PreparationSettings, scale: float = 1.0
) -> tuple[NormalizedImage, NetworkGrid]:
    """Reorient, resample, crop and normalize a scan in HU, whose values are rounded to whole ones.

    Args:
        scan: In Hounsfield units, or in what values mean where it is no CT.
        settings: In the same units.
        scale: By what the scan's values were multiplied, where 16 bits could not hold them (see `scaled`).

    Returns:
        The image, and the grid by which this is inverted.
    """
    settings = in_stored_units(settings, scale)
    scan = scan.with_array(without_padding(rounded(scan.array), settings))
    grid = network_grid(scan, settings, scale)
    hu = clip_percentiles(clip_hu(scan.array, settings), settings)
    low, high = int(hu.min()), int(hu.max())
    return normalize(grid.sample_image(hu, low, settings.interpolation), low, high, settings, scale), grid


def prepare_colors(
    image: Volume, colors: np.ndarray, settings: PreparationSettings
) -> tuple[NormalizedImage, NetworkGrid]:
    """The same of a 2D image in colors: what is clipped and normalized is counted over its three planes together.

    Args:
        image: Its brightness, (columns, rows, 1), which says where the grid lies.
        colors: uint8 (rows, columns, 3): red, green and blue.
        settings: Whose values are those of the file, 0 to 255.

    Returns:
        The image, in three planes, and the grid.
    """
    planes = without_padding(colors.transpose(1, 0, 2).astype(np.int16), settings)
    values = clip_percentiles(clip_hu(planes, settings), settings)
    grid = network_grid(image.with_array(without_padding(rounded(image.array), settings)), settings)
    low, high = int(values.min()), int(values.max())
    sampled = [grid.sample_image(values[..., [plane]], low, settings.interpolation) for plane in range(3)]
    return replace(normalize(np.concatenate(sampled), low, high, settings), planes=3), grid


@dataclass(frozen=True)
class PreparedLabel:
    """A label map on the network's grid.

    Attributes:
        classes: uint8 class indices, (slices, rows, columns).
        voxels: How many voxels of each class, from 1 on, the case's own grid has.
        outside: How many of these lie outside the network's grid.
    """

    classes: np.ndarray
    voxels: list[int]
    outside: list[int]


def prepare_label(classes: np.ndarray, grid: NetworkGrid, organs: int) -> PreparedLabel:
    """A label map on the network's grid.

    Args:
        classes: uint8 class indices, (i, j, k), as `class_indices` makes them of a study's integers.
        grid: The network's, in the case's own.
        organs: How many classes there are beside background.
    """
    inside = to_slices(classes, grid.order)[grid.covered_box()]
    voxels = _counts(classes, organs + 1)
    missing = voxels - _counts(inside, organs + 1)
    return PreparedLabel(grid.sample_label(classes), voxels.tolist(), missing.tolist())


def _counts(classes: np.ndarray, count: int) -> np.ndarray:
    """How many voxels each class has, from 1 on."""
    return sum((np.bincount(part.ravel(), minlength=count) for _, part in slabs(classes)), np.zeros(count, int))[1:]


def outside_warning(organs: Sequence[str], prepared: PreparedLabel, is_2d_image: bool = False) -> str:
    """Which organs are cut off, and by how much; empty where none is."""
    shares = [
        f"{100 * lost / drawn:.2g} % of {organ}"
        for organ, drawn, lost in zip(organs, prepared.voxels, prepared.outside, strict=True)
        if lost
    ]
    if not shares:
        return ""
    return (
        f"{listing(shares)} outside what a network sees, so that none can find it: give the preparation a larger "
        + ("`size`, or `fit: resize`" if is_2d_image else "`size`, a coarser `spacing_mm`, or another `crop`")
    )
