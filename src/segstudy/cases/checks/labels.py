"""Which integers a label map holds, and whether the study knows them."""

from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np

from segstudy.cases.checks.finite import NonFinite
from segstudy.cases.text import listing, number
from segstudy.volumes.nifti import NEARLY_WHOLE

MOST_LABELS = 1024
LARGEST_LABEL = 255
SPAN = 1 << 16
EXACT = 1 << 53


class LabelCounts:
    """Voxels of each integer, gathered block by block.

    Attributes:
        counts: Voxels by label.
        non_finite: The voxels that are no finite number.
        fractions: How many voxels hold no whole number.
        rounded: How many hold nearly one, and were rounded.
        example: One of those values; 0 where there is none.
        too_many: Whether there are more labels than a label map has, so that counting was given up.
    """

    def __init__(self) -> None:
        self.counts: Counter[int] = Counter()
        self.non_finite = NonFinite()
        self.fractions = self.rounded = 0
        self.example = 0.0
        self.too_many = False

    def add(self, values: np.ndarray) -> None:
        """Take in the next block."""
        if values.dtype.kind == "f":
            values = self._whole_numbers(values)
        if not values.size or self.too_many:
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
        self.too_many = len(self.counts) > MOST_LABELS

    def _whole_numbers(self, values: np.ndarray) -> np.ndarray:
        values = self.non_finite.drop(values)
        rounded = np.rint(values)
        whole = rounded == values
        if not whole.all():
            near = np.abs(rounded - values) <= NEARLY_WHOLE
            self.rounded += int((near & ~whole).sum())
            fractions = values[~near]
            self.example = self.example or float(fractions[0]) if fractions.size else self.example
            self.fractions += fractions.size
            values = rounded[near]
        return values


def unknown_labels(counted: LabelCounts, organs: Mapping[str, int], ignore: Iterable[int]) -> list[int]:
    """Positive labels that the study neither names nor ignores, though it could; sorted."""
    known = {0, *organs.values(), *ignore}
    return [] if counted.too_many else sorted(v for v in counted.counts if 0 < v <= LARGEST_LABEL and v not in known)


def check_labels(
    counted: LabelCounts,
    organs: Mapping[str, int],
    ignore: Iterable[int],
    nothing_annotated: bool = False,
    empty_allowed: bool = False,
) -> list[str]:
    """What is wrong with the values of a label map, one reason each.

    Args:
        counted: The label map's values.
        organs: Label integer by organ.
        ignore: Labels that are no organ of the study.
        nothing_annotated: Whether the data table says that no organ was drawn, so that an empty map is right.
        empty_allowed: Whether the study says that there may be nothing to draw.
    """
    errors = []
    if counted.fractions:
        errors.append(
            f"{counted.fractions} voxels are no whole numbers (such as {number(counted.example)}); "
            "was it interpolated? Resample labels with nearest neighbor"
        )
    if counted.too_many:
        return [*errors, f"more than {MOST_LABELS} different values; is it a scan?"]
    ignore = list(ignore)
    errors += _unexpected(counted, organs, ignore)
    right = nothing_annotated or empty_allowed
    if not (right or counted.fractions) and not any(counted.counts[label] for label in organs.values()):
        if any(label > 0 for label in counted.counts):
            errors.append("holds no organ of this study")
        elif counted.counts:
            errors.append(
                "is empty: every voxel is background; where there is nothing to draw, say "
                "`data: {empty_labels: allowed}`"
            )
    return errors


def _unexpected(counted: LabelCounts, organs: Mapping[str, int], ignore: list[int]) -> list[str]:
    errors = []
    if negative := sorted(label for label in counted.counts if label < 0):
        errors.append(f"negative {_with_voxels(negative, counted)}; background is 0, organs are positive")
    if large := sorted(label for label in counted.counts if label > LARGEST_LABEL):
        errors.append(f"{_with_voxels(large, counted)}: above {LARGEST_LABEL}, the largest a study can name; renumber")
    if unknown := unknown_labels(counted, organs, ignore):
        whole = ", ".join(str(label) for label in sorted({*ignore, *unknown}))
        errors.append(
            f"{_with_voxels(unknown, counted)} named by no organ; name it under `organs`, "
            f"or leave it out: `data: {{ignore: [{whole}]}}`"
        )
    return errors


def _with_voxels(labels: list[int], counted: LabelCounts) -> str:
    return ("label " if len(labels) == 1 else "labels ") + listing(
        [f"{label} ({counted.counts[label]} voxels)" for label in labels]
    )
