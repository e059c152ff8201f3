"""What a network could reach that repeats the label maps it is taught without an error.

A prepared label map goes back into the case's own grid by the way that predictions go, and is measured as they are:
what is missing to Dice 1 is lost to resampling, and to what lies outside what the network sees.
"""

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from segstudy.config.sections.representations import CARTESIAN
from segstudy.evaluation.case import evaluate_case
from segstudy.evaluation.ceiling_spec import CeilingSpec
from segstudy.representations.build import make_representation
from segstudy.representations.interface import Representation
from segstudy.tables.ceilings import Ceiling
from segstudy.tables.measurements import OrganMetrics
from segstudy.tables.outcomes import LEFT_OUT
from segstudy.volumes.box import bounding_box
from segstudy.volumes.cache import CachedSlices
from segstudy.volumes.grids.network_grid import NetworkGrid
from segstudy.volumes.grids.orientation import axis_order
from segstudy.volumes.label_map import label_map
from segstudy.volumes.volume import Volume

# So many slices of the network's grid are in memory at a time.
SLICES = 16


def restored_labels(
    slices: CachedSlices,
    grid: NetworkGrid,
    organ_labels: list[int],
    representation: Representation[Any] | None = None,
) -> np.ndarray:
    """A prepared label map in the case's own grid, as if a network were sure of it: uint8 label integers, (i, j, k).

    Args:
        slices: Of which the label map is read.
        grid: Of `slices`.
        organ_labels: The study's label integers, in order.
        representation: The network is sure of the label maps of the views of each object, which are brought back and
            fused; None where it sees slices as they are.
    """
    count = len(organ_labels) + 1
    length, rows, columns = grid.shape

    def slabs() -> Iterator[tuple[slice, np.ndarray]]:
        for start in range(0, length, SLICES):
            which = slice(start, min(start + SLICES, length))
            known = slices.label_box((which, slice(0, rows), slice(0, columns)))
            if representation is None:
                yield which, _certain(known, count)
            else:
                yield which, np.stack([_seen(each, count, representation) for each in known], axis=1)

    return label_map(grid.restore_class_slabs(slabs()), organ_labels)


def _certain(classes: np.ndarray, count: int) -> np.ndarray:
    """Class indices (…) as probabilities: float32 (count, …)."""
    return (classes == np.arange(count, dtype=np.uint8).reshape(-1, *[1] * classes.ndim)).astype(np.float32)


def _seen(classes: np.ndarray, count: int, representation: Representation[Any]) -> np.ndarray:
    """What comes back of class indices (rows, columns) from the views of their objects: (count, rows, columns)."""
    views = representation.parameters(classes)
    if not views:
        return _certain(np.zeros_like(classes), count)
    shape = (classes.shape[0], classes.shape[1])
    back = [representation.inverse(_certain(representation.label(classes, each), count), each, shape) for each in views]
    return representation.fuse(back, views)


def measure_ceilings(
    spec: CeilingSpec, reference: Volume, slices: CachedSlices, grid: NetworkGrid, outside: Mapping[str, int]
) -> list[Ceiling]:
    """Measure the prepared label map of one case, organ by organ: as it is, and as each representation shows it.

    Args:
        spec: The case, its preparation, and the representations in which networks see it.
        reference: Its own label map.
        slices: The prepared case.
        grid: Of `slices`.
        outside: How many voxels of each organ a network never sees.
    """
    organ_labels = list(spec.organs.values())
    rows = measure_ceiling(spec, reference, restored_labels(slices, grid, organ_labels), outside)
    for view in spec.views:
        representation = make_representation(view.builder, view.settings.spec())
        shown = measure_ceiling(spec, reference, restored_labels(slices, grid, organ_labels, representation), outside)
        rows += [row._replace(representation=view.name) for row in shown]
    return rows


def measure_ceiling(
    spec: CeilingSpec, reference: Volume, restored: np.ndarray, outside: Mapping[str, int]
) -> list[Ceiling]:
    """Measure the prepared label map of one case, organ by organ.

    Args:
        spec: The case, and its preparation.
        reference: Its own label map.
        restored: What comes back of the prepared one, in the same grid.
        outside: How many voxels of each organ a network never sees.
    """
    axial = axis_order(reference.affine, "LPS")[2][0]
    all_measured = evaluate_case(
        reference.array, restored, reference.spacing, spec.organs, annotated=spec.annotated, slice_axis=axial
    )
    return [_ceiling(spec, each, reference, restored, outside[each.organ]) for each in all_measured]


def _ceiling(
    spec: CeilingSpec, measured: OrganMetrics, reference: Volume, restored: np.ndarray, outside: int
) -> Ceiling:
    known, label, change, shift = measured.outcome not in LEFT_OUT, spec.organs[measured.organ], math.nan, math.nan
    if known and measured.reference_voxels:
        change = measured.predicted_voxels / measured.reference_voxels - 1
    if known and measured.reference_voxels and measured.predicted_voxels:
        moved = _center(restored == label) - _center(reference.array == label)
        shift = float(np.linalg.norm(moved * reference.spacing))
    return Ceiling(
        preparation=spec.preparation,
        case=spec.case,
        organ=measured.organ,
        dice=measured.values["dice"],
        hd95_mm=measured.values["hd95_mm"],
        assd_mm=measured.values["assd_mm"],
        volume_change=change,
        shift_mm=shift,
        outside_voxels=outside if known else 0,
        representation=CARTESIAN,
    )


def _center(mask: np.ndarray) -> np.ndarray:
    """(3,) in voxels, of a mask that is not empty."""
    box = bounding_box(mask)
    assert box is not None
    part = mask[box]
    axes = range(part.ndim)
    counts = [part.sum(axis=tuple(other for other in axes if other != axis), dtype=np.int64) for axis in axes]
    return np.array(
        [np.average(np.arange(side.start, side.stop), weights=n) for side, n in zip(box, counts, strict=True)]
    )
