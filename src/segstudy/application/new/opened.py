"""One case of a folder, looked at: integers, volumes of organs, grid, and how far organs lie from the body's center."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from segstudy.cases.case import Case
from segstudy.cases.dicom.read import read_dicom_case
from segstudy.config.sections.preparation import PreparationSettings
from segstudy.postprocessing.components import largest_component
from segstudy.preparation.body import body_center
from segstudy.volumes.grids.orientation import axis_order, to_slices
from segstudy.volumes.nifti import read_image, read_labels
from segstudy.volumes.volume import Volume


@dataclass(frozen=True)
class Opened:
    """What is in one case.

    Attributes:
        case: Its name.
        spacing_mm: Between columns, rows and slices, as preparations turn it.
        shape: Columns, rows and slices.
        ml: The volume of each integer in its label map, in ml.
        together: What share of each integer's voxels lies in its largest connected component.
        field_mm: Rows and columns, about the center that slices are cut around, which hold every organ, in mm.
        lowest: Of the scan's values.
    """

    case: str
    spacing_mm: tuple[float, float, float]
    shape: tuple[int, int, int]
    ml: dict[int, float]
    together: dict[int, float]
    field_mm: tuple[float, float]
    lowest: float


def open_case(case: Case) -> Opened:
    """Look at a case of scan and label map.

    Raises:
        StudyError: One of them cannot be read.
    """
    return look_at(case.name, read_image(case.image or ""), read_labels(case.label or ""))


def open_dicom(case: Case, organs: dict[str, int], patterns: dict[str, list[str]]) -> Opened:
    """Look at a case of DICOM, whose organs get these integers.

    Raises:
        StudyError: It is no such case.
    """
    read = read_dicom_case(Path(case.folder or ""), case.name, organs, patterns, "any")
    assert read.labels is not None  # asked for
    return look_at(case.name, read.image, read.labels)


def look_at(case: str, scan: Volume, label: Volume) -> Opened:
    """Look at volumes of one grid."""
    order = axis_order(scan.affine, PreparationSettings().orientation)
    slices, drawn = to_slices(scan.array, order), to_slices(label.array, order)
    steps = [scan.spacing[axis] for axis, _ in reversed(order)]
    values, counts = np.unique(drawn, return_counts=True)
    voxel_ml = float(np.prod(steps)) / 1000
    center = body_center(slices, steps)
    reach = (_reach(drawn, axis, center[axis - 1]) * steps[axis] for axis in (1, 2))
    slice_mm, row_mm, column_mm = steps
    return Opened(
        case,
        (column_mm, row_mm, slice_mm),
        (slices.shape[2], slices.shape[1], slices.shape[0]),
        {int(value): float(count) * voxel_ml for value, count in zip(values, counts, strict=True) if value > 0},
        shares_together(drawn),
        (next(reach), next(reach)),
        float(scan.array.min()),
    )


def shares_together(drawn: np.ndarray) -> dict[int, float]:
    """Of each integer but 0 of a label map (3D), the share of its voxels in its largest connected component."""
    masks = {int(value): drawn == value for value in np.unique(drawn) if value > 0}
    return {value: float(largest_component(mask).sum() / mask.sum()) for value, mask in masks.items()}


def _reach(drawn: np.ndarray, axis: int, center: float) -> float:
    """Twice the farthest that anything drawn lies from the center, in voxels."""
    others = tuple(each for each in range(3) if each != axis)
    there = np.flatnonzero(drawn.any(axis=others))
    return 2 * max(abs(there[0] - center), abs(there[-1] - center)) + 1 if len(there) else 0.0
