"""Which integers a label map holds, and whether the study knows them."""

from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np

from segstudy.cases.text import listing, number

MOST_LABELS = 1024
LARGEST_LABEL = 255
SPAN = 1 << 16
EXACT = 1 << 53


class LabelCounts:
    """Voxels of each integer, gathered block by block.

    counts: voxels by label. fractions: how many voxels hold no whole number; example: one of those values.
    crowded: more labels than a label map has, so that counting was given up.
    """

    def __init__(self) -> None:
        self.counts: Counter[int] = Counter()
        self.nan = self.infinite = self.fractions = 0
        self.example: float | None = None
        self.crowded = False

    def add(self, values: np.ndarray) -> None:
        """Take in the next block."""
        if values.dtype.kind == "f":
            values = self._whole_numbers(values)
        if not values.size or self.crowded:
            return
        low, high = int(values.min()), int(values.max())
        if low == high:
            self.counts[low] += values.size
        elif high - low < SPAN and low > -EXACT and high < EXACT:
            present = np.bincount(values.astype(np.int64) - low)
            self.counts.update({int(at) + low: int(present[at]) for at in np.flatnonzero(present)})
        else:
            labels, present = np.unique(values, return_counts=True)
            self.counts.update(dict(zip(map(int, labels[: MOST_LABELS + 1]), map(int, present), strict=False)))
        self.crowded = len(self.counts) > MOST_LABELS

    def _whole_numbers(self, values: np.ndarray) -> np.ndarray:
        finite = np.isfinite(values)
        if not finite.all():
            nan = int(np.isnan(values).sum())
            self.nan += nan
            self.infinite += int(values.size - finite.sum()) - nan
            values = values[finite]
        whole = np.rint(values) == values
        if not whole.all():
            broken = values[~whole]
            self.fractions += broken.size
            self.example = float(broken[0]) if self.example is None else self.example
            values = values[whole]
        return values


def unknown_labels(found: LabelCounts, organs: Mapping[str, int], ignore: Iterable[int]) -> list[int]:
    """Positive labels that the study neither names nor ignores, though it could; sorted."""
    known = {0, *organs.values(), *ignore}
    return [] if found.crowded else sorted(v for v in found.counts if 0 < v <= LARGEST_LABEL and v not in known)


def check_labels(
    found: LabelCounts, organs: Mapping[str, int], ignore: Iterable[int], nothing_annotated: bool = False
) -> list[str]:
    """What is wrong with the values of a label map, one reason each.

    nothing_annotated: the data table says that no organ was drawn, so that an empty map is right.
    """
    problems = []
    if found.fractions:
        problems.append(
            f"{found.fractions} voxels are no whole numbers (such as {number(found.example)}); "
            "was it interpolated? Resample labels with nearest neighbor"
        )
    if found.crowded:
        return [*problems, f"more than {MOST_LABELS} different values; is it a scan?"]
    ignore = list(ignore)
    problems += _strangers(found, organs, ignore)
    if not (nothing_annotated or found.fractions) and not any(found.counts[label] for label in organs.values()):
        if any(label > 0 for label in found.counts):
            problems.append("holds no organ of this study")
        elif found.counts:
            problems.append("is empty: every voxel is background")
    return problems


def _strangers(found: LabelCounts, organs: Mapping[str, int], ignore: list[int]) -> list[str]:
    problems = []
    if negative := sorted(label for label in found.counts if label < 0):
        problems.append(f"negative {_counted(negative, found)}; background is 0, organs are positive")
    if large := sorted(label for label in found.counts if label > LARGEST_LABEL):
        problems.append(f"{_counted(large, found)}: above {LARGEST_LABEL}, the largest a study can name; renumber")
    if unknown := unknown_labels(found, organs, ignore):
        whole = ", ".join(str(label) for label in sorted({*ignore, *unknown}))
        problems.append(
            f"{_counted(unknown, found)} named by no organ; name it under `organs`, "
            f"or leave it out: `data: {{ignore: [{whole}]}}`"
        )
    return problems


def _counted(labels: list[int], found: LabelCounts) -> str:
    return ("label " if len(labels) == 1 else "labels ") + listing(
        [f"{label} ({found.counts[label]} voxels)" for label in labels]
    )
