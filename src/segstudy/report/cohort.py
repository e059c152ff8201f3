"""Counts and ranges of a study's cases."""

import re
from dataclasses import dataclass

import numpy as np

from segstudy.config.sections.words import short
from segstudy.report.inputs import ReportInput


@dataclass(frozen=True)
class Cohort:
    """How much a study is made from.

    Attributes:
        cases: Those that are used.
        patients: Theirs.
        folds: Those that hold at least one case.
        seeds: Of the trainings.
    """

    cases: int
    patients: int
    folds: int
    seeds: list[int]


def cohort(inputs: ReportInput) -> Cohort:
    """What the tables of cases and folds, and the configuration, say."""
    used, settings = inputs.used, inputs.facts.settings
    return Cohort(
        cases=len(used),
        patients=used["patient"].nunique(),
        folds=inputs.folds["fold"].nunique() or (settings.folds.count if settings.learns else 0),
        seeds=[settings.seed + offset for offset in range(settings.seeds)],
    )


def triples(texts: list[str]) -> np.ndarray:
    """(n, 3) numbers out of texts such as `96x96x32`, `[0.98, 0.98, 2.5]` or `(96, 96, 32)`; others are left out."""
    numbers = [re.findall(r"\d+(?:\.\d+)?(?:e-?\d+)?", str(text)) for text in texts]
    return np.array([[float(number) for number in three] for three in numbers if len(three) == 3]).reshape(-1, 3)


def span(values: np.ndarray, decimals: int = 2) -> str:
    """`0.98`, or `0.9–1.37`; empty where there are no values."""
    if not len(values):
        return ""
    low, high = (short(round(float(value), decimals)) for value in (values.min(), values.max()))
    return low if low == high else f"{low}–{high}"


def geometry(inputs: ReportInput) -> str:
    """`512 × 512 × 135–284 voxels of 0.9–1.37 × 0.9–1.37 × 2–3.7 mm`, as far as it is known."""
    parts = []
    points, axes = ("pixels", 2) if inputs.facts.are_2d_images else ("voxels", 3)
    for column, decimals, unit in (("shape", 0, points), ("spacing_mm", 2, "mm")):
        numbers = triples(list(inputs.used[column])) if column in inputs.used else np.empty((0, 3))
        if len(numbers):
            parts.append(" × ".join(span(numbers[:, axis], decimals) for axis in range(axes)) + f" {unit}")
    return " of ".join(parts)
