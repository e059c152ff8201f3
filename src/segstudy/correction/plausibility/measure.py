"""Everything measured of one case's labels, for the cohort's judgement."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from segstudy.correction.plausibility.body import outside_share
from segstudy.correction.plausibility.fit import fit
from segstudy.correction.plausibility.inside import inside_of
from segstudy.correction.plausibility.shape import Shape, shape_of
from segstudy.correction.plausibility.tissue import kind_of
from segstudy.running.errors import StudyError
from segstudy.volumes.box import bounding_box
from segstudy.volumes.volume import Volume

# A tube slides along itself without fitting worse, so that its best place says nothing.
LONGEST = 3.0


def measure_labels(
    image: Volume, labels: Volume, organs: Mapping[str, int], annotated: Collection[str] | None = None
) -> dict[str, Any]:
    """Measure every organ's label in one case.

    Args:
        image: Hounsfield units.
        labels: Integers of the same shape.
        organs: Label integers by name.
        annotated: The organs somebody drew; None means all.

    Returns:
        Plain values for JSON: by organ, None where an organ that was to be drawn has no voxel.

    Raises:
        StudyError: Where the shapes differ.
    """
    if image.array.shape != labels.array.shape:
        raise StudyError(f"label map has shape {labels.array.shape}, its scan {image.array.shape}")
    drawn = [organ for organ in organs if annotated is None or organ in annotated]
    return {organ: _organ(image, labels.array == organs[organ], organ) for organ in drawn}


def _organ(image: Volume, mask: np.ndarray, organ: str) -> dict[str, Any] | None:
    box = bounding_box(mask)
    if box is None:
        return None
    spacing, kind = image.spacing, kind_of(organ)
    points = np.argwhere(mask[box]) + [side.start for side in box]
    shape = shape_of(mask[box], spacing, box[2].start)
    return {
        "kind": kind,
        "voxel_ml": float(np.prod(spacing)) / 1000,
        "voxel_mm": max(spacing),
        "centroid_mm": (image.affine @ [*points.mean(axis=0), 1.0])[:3].tolist(),
        "shape": asdict(shape),
        "inside": asdict(inside_of(image.array[box], mask[box], spacing)),
        "outside_body": outside_share(image.array, points, spacing),
        "fit": _fit(image, mask, kind, shape),
    }


def _fit(image: Volume, mask: np.ndarray, kind: str, shape: Shape) -> dict[str, Any] | None:
    if kind not in ("soft", "air") or shape.elongation > LONGEST:
        return None
    fitted = fit(image.array, mask, image.spacing, -1.0 if kind == "air" else 1.0)
    if fitted is None:
        return None
    world = image.affine[:3, :3] / np.array(image.spacing) @ fitted.offset_mm
    return {"score": fitted.score, "best": fitted.best, "offset_mm": world.tolist()}
