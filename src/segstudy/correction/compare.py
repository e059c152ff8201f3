"""How well each method repairs the cases whose truth is known."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pkgutil import resolve_name
from typing import Any

import numpy as np

from segstudy.correction.affine import Transform
from segstudy.correction.apply import correct_labels, count_overwritten
from segstudy.correction.displacement import Displacement, Space
from segstudy.correction.estimate import Estimate
from segstudy.correction.methods import estimate_by
from segstudy.correction.pair import Pair
from segstudy.correction.quality import quality_of
from segstudy.tables.quality import QualityRow
from segstudy.volumes.box import bounding_box
from segstudy.volumes.overlap import overlap
from segstudy.volumes.surfaces.distances import surface_distances

ALIKE = 0.01


def estimate_all(
    reference: Pair, organ_label: int, estimators: Mapping[str, str], space: Space = "voxel"
) -> dict[str, tuple[Displacement, Estimate, float]]:
    """Displacement, estimate and seconds of each method, from the reference.

    Args:
        reference: The case with both label maps.
        organ_label: The displaced organ's.
        estimators: `module:attribute` of what estimates, by the method's name.
        space: In which the displacement is the same for every case.

    Raises:
        StudyError: Where the two maps tell no displacement.
    """
    masks = reference.displaced == organ_label, reference.correct == organ_label
    estimates = {}
    for method, estimator in estimators.items():
        resolve_name(estimator)  # loading Elastix is no part of its estimate
        start = time.perf_counter()
        displacement, estimate = estimate_by(estimator, *masks, reference.affine, space)
        estimates[method] = displacement, estimate, time.perf_counter() - start
    return estimates


def compare(
    estimated: dict[str, tuple[Displacement, Estimate, float]], pairs: Iterable[Pair], organ_label: int
) -> Iterator[QualityRow]:
    """For each pair the row `none` of its displaced map, then one row a method.

    `seconds` are of the estimate, which is made once, and of the correction of this case.
    """
    for pair in pairs:
        truth, moved = pair.correct == organ_label, pair.displaced == organ_label
        overwritten = sum(count_overwritten(pair.displaced, pair.correct, organ_label).values())
        yield QualityRow("none", pair.case, **_agreement(moved, truth, pair.spacing), overwritten_voxels=overwritten)
        for method, (displacement, _, seconds) in estimated.items():
            start = time.perf_counter()
            transform = displacement.of(moved, pair.affine)
            corrected = correct_labels(pair.displaced, organ_label, transform)
            seconds += time.perf_counter() - start
            yield quality_of(
                corrected,
                method=method,
                case=pair.case,
                overwritten_voxels=overwritten,
                seconds=round(seconds, 3),
                **_agreement(corrected.labels == organ_label, truth, pair.spacing),
                **_motion(transform, truth, pair.spacing),
            )


def best_method(rows: Iterable[QualityRow], reference: str, preferred: Sequence[str]) -> str:
    """The method with the highest IoU on the reference.

    Args:
        rows: Of all methods and cases.
        reference: The reference case.
        preferred: All methods; of those within ALIKE of the highest, which one patient cannot tell apart, the first.
    """
    ious = {row.method: row.iou for row in rows if row.case == reference and row.method != "none" and row.iou}
    alike = [method for method, iou in ious.items() if iou >= max(ious.values()) - ALIKE]
    return min(alike, key=preferred.index)


def _agreement(mask: np.ndarray, truth: np.ndarray, spacing: tuple[float, float, float]) -> dict[str, Any]:
    box = bounding_box(mask, truth)
    if box is None:
        return {}
    shared, hd95 = overlap(mask[box], truth[box]), None
    if shared.first and shared.second:
        hd95 = round(surface_distances(truth[box], mask[box], spacing).hd95_mm, 3)
    return {"iou": shared.iou, "dice": shared.dice, "hd95_mm": hd95}


def _motion(transform: Transform, truth: np.ndarray, spacing: tuple[float, float, float]) -> dict[str, Any]:
    """How far the displacement turned the organ, and how far it moved the organ's centroid."""
    step = np.array(spacing)
    left, _, right = np.linalg.svd(transform.matrix[:3, :3] * step[:, None] / step)
    rotation = left @ right
    axis = np.array([rotation[2, 1] - rotation[1, 2], rotation[0, 2] - rotation[2, 0], rotation[1, 0] - rotation[0, 1]])
    degrees = float(np.degrees(np.arctan2(np.linalg.norm(axis), np.trace(rotation) - 1)))
    motion = {"rotation_deg": round(float(np.copysign(degrees, axis[2] if abs(axis[2]) > 1e-9 else 1.0)), 3)}
    if (box := bounding_box(truth)) is not None:
        center = np.argwhere(truth[box]).mean(axis=0) + [side.start for side in box]
        moved = np.linalg.norm((transform(center[None])[0] - center) * step)
        motion["translation_mm"] = round(float(moved), 3)
    return motion
