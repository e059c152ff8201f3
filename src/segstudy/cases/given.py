"""Predictions that were made elsewhere: are they label maps of this case, and which integer is which organ."""

import os
from collections.abc import Mapping

import numpy as np

from segstudy.cases.checks.file import check_file
from segstudy.cases.checks.finite import check_finite
from segstudy.cases.checks.labels import LabelCounts
from segstudy.cases.checks.source import UnusableError
from segstudy.cases.given_spec import GivenSpec
from segstudy.cases.images.masks import read_masks
from segstudy.cases.images.read import read_mask
from segstudy.cases.images.volume import one_slice_volume
from segstudy.cases.text import extent, listing, number, plain
from segstudy.running.errors import StudyError
from segstudy.volumes.endings import ending_of
from segstudy.volumes.grids.corners import GRID_TOLERANCE, corner_distance
from segstudy.volumes.grids.orientation import turned_like
from segstudy.volumes.nifti import read_header, read_labels
from segstudy.volumes.volume import Volume


def take_given(path: str | os.PathLike[str] | None, reference: str | os.PathLike[str], spec: GivenSpec) -> Volume:
    """A prediction in the grid and with the integers of its case.

    Axes that point elsewhere are turned, which moves no voxel; nothing is resampled.

    Args:
        path: The file; None where there is none, which predicts nothing.
        reference: The case's label map.
        spec: What its integers mean.

    Raises:
        StudyError: It cannot be read, has another grid, or holds what is no label of this arm.
    """
    grid = read_header(reference)
    taken = np.zeros(grid.array.shape, np.uint8)
    if path is None:
        return grid.with_array(taken)
    if spec.mask_values and not ending_of(path):
        return _taken_mask(path, grid, spec)
    _check_values(path, spec)
    given = turned_like(read_labels(path), grid.affine)
    _check_grid(path, given, grid)
    for organ, integers in _meanings(spec).items():
        taken[np.isin(given.array, integers)] = spec.organs[organ]
    return grid.with_array(taken)


def _taken_mask(path: str | os.PathLike[str], grid: Volume, spec: GivenSpec) -> Volume:
    """The mask of a 2D image, as the study's own masks are read; of `classes` by the arm's integers."""
    try:
        if spec.labels:
            values = read_mask(str(path))
            mask = np.zeros(values.shape, np.uint8)
            for organ, integers in spec.labels.items():
                mask[np.isin(values, integers)] = spec.organs[organ]
        else:
            mask = read_masks([str(path)], spec.mask_values, spec.organs)
    except UnusableError as error:
        raise StudyError(f"{path}: {plain(error)}") from error
    if unknown := sorted(set(np.unique(mask).tolist()) - {0, *spec.organs.values(), *spec.ignore}):
        raise StudyError(f"{path}: holds {listing(unknown)}, which `data.organs` does not name")
    volume = one_slice_volume(mask, None)
    if volume.array.shape != grid.array.shape:
        sizes = [extent(each.array.shape[:2]) for each in (volume, grid)]
        raise StudyError(f"{path}: has {sizes[0]} pixels, the case's mask {sizes[1]}")
    known = np.isin(volume.array, list(spec.organs.values()))
    return grid.with_array(np.where(known, volume.array, 0).astype(np.uint8))


def _meanings(spec: GivenSpec) -> Mapping[str, tuple[int, ...]]:
    return spec.labels or {organ: (integer,) for organ, integer in spec.organs.items()}


def _check_values(path: str | os.PathLike[str], spec: GivenSpec) -> None:
    values = LabelCounts()
    checked = check_file(str(path), values)
    errors = checked.errors + check_finite(values.non_finite)
    if values.fractions:
        errors.append(f"{values.fractions} voxels are no whole numbers (such as {number(values.example)})")
    if checked.complete and not spec.labels:
        known = {0, *spec.organs.values(), *spec.ignore}
        if unknown := sorted(set(values.counts) - known):
            errors.append(
                f"holds {listing(unknown)}, which `data.organs` does not name; say under `given.labels` which integers "
                "are which organ"
            )
    if errors:
        raise StudyError(f"{path}: {plain(errors[0])}")


def _check_grid(path: str | os.PathLike[str], given: Volume, grid: Volume) -> None:
    if given.array.shape == grid.array.shape:
        apart = corner_distance(grid.array.shape, given.affine, grid.affine)
        if apart <= GRID_TOLERANCE * min(grid.spacing):
            return
        what = f"its corners lie up to {number(apart)} mm from those of the case's label map"
    else:
        what = f"it has {extent(given.array.shape)} voxels, the case's label map {extent(grid.array.shape)}"
    raise StudyError(f"{path}: has another grid ({what}); predictions belong in the scan's own grid")
