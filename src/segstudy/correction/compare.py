"""How well each method repairs the cases whose truth is known."""

import time
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module

import numpy as np

from segstudy.box import bounding_box
from segstudy.correction.affine import Transform
from segstudy.correction.apply import correct_labels, count_overwritten
from segstudy.correction.displacement import Displacement, Space
from segstudy.correction.estimate import Estimate
from segstudy.correction.methods import estimate_by
from segstudy.correction.names import MODULES
from segstudy.correction.overlap import overlap
from segstudy.correction.pair import Pair
from segstudy.correction.quality import QualityRow
from segstudy.surfaces.distances import surface_distances

ALIKE = 0.01
PREFERRED = ["rigid", "elastix_rigid", "elastix_affine", "centroid_rotation", "centroid"]


def estimate_all(
    reference: Pair, organ_label: int, methods: Sequence[str], space: Space = "voxel"
) -> dict[str, tuple[Displacement, Estimate, float]]:
    """Displacement, estimate and seconds of each method, from the reference.

    Raises StudyError where the two maps tell no displacement.
    """
    masks = reference.displaced == organ_label, reference.correct == organ_label
    found = {}
    for method in methods:
        import_module(MODULES[method])  # loading Elastix is no part of its estimate
        start = time.perf_counter()
        displacement, estimate = estimate_by(method, *masks, reference.affine, space)
        found[method] = displacement, estimate, time.perf_counter() - start
    return found


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
            yield QualityRow.of(
                corrected,
                method=method,
                case=pair.case,
                overwritten_voxels=overwritten,
                seconds=round(seconds, 3),
                **_agreement(corrected.labels == organ_label, truth, pair.spacing),
                **_motion(transform, truth, pair.spacing),
            )


def best_method(rows: Iterable[QualityRow], reference: str) -> str:
    """The method with the highest IoU on the reference.

    Of those within ALIKE of it, which one patient cannot tell apart, the first of PREFERRED: a turn about each
    case's own centroid fits the reference as well as one about a fixed place, and errs in everyone else.
    """
    here = {row.method: row.iou for row in rows if row.case == reference and row.method != "none" and row.iou}
    alike = [method for method, iou in here.items() if iou >= max(here.values()) - ALIKE]
    return min(alike, key=PREFERRED.index)


def _agreement(mask: np.ndarray, truth: np.ndarray, spacing: tuple[float, float, float]) -> dict[str, float | None]:
    box = bounding_box(mask, truth)
    if box is None:
        return {}
    shared, hd95 = overlap(mask[box], truth[box]), None
    if shared.first and shared.second:
        hd95 = round(surface_distances(truth[box], mask[box], spacing).hd95_mm, 3)
    return {"iou": shared.iou, "dice": shared.dice, "hd95_mm": hd95}


def _motion(transform: Transform, truth: np.ndarray, spacing: tuple[float, float, float]) -> dict[str, float]:
    """How far the displacement turned the organ, and how far it moved the organ's centroid."""
    step = np.array(spacing)
    left, _, right = np.linalg.svd(transform.matrix[:3, :3] * step[:, None] / step)
    turn = left @ right
    axis = np.array([turn[2, 1] - turn[1, 2], turn[0, 2] - turn[2, 0], turn[1, 0] - turn[0, 1]])
    degrees = float(np.degrees(np.arctan2(np.linalg.norm(axis), np.trace(turn) - 1)))
    motion = {"rotation_deg": round(float(np.copysign(degrees, axis[2] if abs(axis[2]) > 1e-9 else 1.0)), 3)}
    if truth.any():
        box = bounding_box(truth)
        center = np.argwhere(truth[box]).mean(axis=0) + [side.start for side in box]
        moved = np.linalg.norm((transform(center[None])[0] - center) * step)
        motion["translation_mm"] = round(float(moved), 3)
    return motion
