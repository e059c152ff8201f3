"""What is known of a study's label correction, in one shape."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from segstudy.report.numbers import is_number

# Columns of quality.csv that count voxels, and what they count.
VOXELS = {
    "lost_voxels": "Lost outside the volume",
    "edge_voxels": "On the volume’s faces, probably cut off",
    "overwritten_voxels": "Of other organs, overwritten",
    "touched_voxels": "Of other organs, probably overwritten in part",
    "yielded_voxels": "Not written, because another organ stands there",
}


@dataclass(frozen=True)
class VoxelCount:
    """So many voxels over so many cases in which they are known."""

    column: str
    voxels: int
    cases: int

    @property
    def label(self) -> str:
        """What was counted."""
        return VOXELS[self.column]


@dataclass(frozen=True)
class CorrectionFacts:
    """What is known of a correction; None where it is not.

    Attributes:
        method: The one that was applied.
        angle_deg: Of the displacement.
        translation: Of the displacement, in voxels.
        pivot: Of the displacement, in voxels.
        matrix: Of the displacement.
        iou_before: On the reference case, of the displaced label.
        iou_after: The same of the corrected one.
        dice_before: As `iou_before`.
        dice_after: As `iou_after`.
        counts: Voxels that the applied method lost or overwrote.
        warnings: Sentences of the estimate.
    """

    method: str | None = None
    angle_deg: float | None = None
    translation: Sequence[float] | None = None
    pivot: Sequence[float] | None = None
    matrix: Sequence[Sequence[float]] | None = None
    iou_before: float | None = None
    iou_after: float | None = None
    dice_before: float | None = None
    dice_after: float | None = None
    counts: Sequence[VoxelCount] = field(default_factory=tuple)
    warnings: Sequence[str] = field(default_factory=tuple)

    def counted(self, column: str) -> VoxelCount | None:
        """The count of one column of quality.csv."""
        return next((count for count in self.counts if count.column == column), None)


def correction_facts(
    transform: Mapping[str, Any] | None, quality: pd.DataFrame | None, method: str | None = None
) -> CorrectionFacts:
    """Read transform.json's and quality.csv's contents; keys that are missing are None.

    Args:
        transform: Flat (`iou_before`, `angle_deg`) or nested (`iou: {before}`, `displacement: {angle_deg}`).
        quality: quality.csv.
        method: What was applied, where transform.json does not say.
    """
    estimated = transform or {}
    nested = estimated.get("displacement")
    moved = nested if isinstance(nested, Mapping) else estimated
    method = estimated.get("method", method)
    rows = applied(quality, method)
    return CorrectionFacts(
        method=method,
        angle_deg=moved.get("angle_deg"),
        translation=moved.get("translation", moved.get("translation_voxels")),
        pivot=moved.get("pivot"),
        matrix=moved.get("matrix"),
        iou_before=_score(estimated, "iou", "before"),
        iou_after=_score(estimated, "iou", "after"),
        dice_before=_score(estimated, "dice", "before"),
        dice_after=_score(estimated, "dice", "after"),
        counts=tuple(count for column in VOXELS if (count := _count(rows, column))),
        warnings=tuple(estimated.get("warnings") or ()),
    )


def applied(quality: pd.DataFrame | None, method: str | None) -> pd.DataFrame | None:
    """The rows of quality.csv of the method that was applied; all rows where the method is not known."""
    if quality is None or "method" not in quality.columns or method not in set(quality["method"]):
        return quality
    return quality[quality["method"] == method]


def _score(estimated: Mapping[str, Any], name: str, when: str) -> float | None:
    nested = estimated.get(name)
    value: Any = nested.get(when) if isinstance(nested, Mapping) else estimated.get(f"{name}_{when}")
    return float(value) if is_number(value) else None


def _count(rows: pd.DataFrame | None, column: str) -> VoxelCount | None:
    if rows is None or column not in rows.columns:
        return None
    known = pd.to_numeric(rows[column], errors="coerce").dropna()
    return VoxelCount(column, int(known.sum()), len(known)) if len(known) else None
