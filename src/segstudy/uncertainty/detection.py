"""Does uncertainty tell errors: detection, calibration, and what remains when the unsure is left out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

BINS = 15
# Shares of the voxels that are kept, the surest first.
RETAINED = (1.0, 0.99, 0.98, 0.95, 0.9, 0.8, 0.7, 0.5)


def error_auroc(uncertainty: np.ndarray, wrong: np.ndarray) -> float:
    """The chance that a wrong voxel is less sure than a right one, ties counting half; NaN where all are alike.

    This is the area under the ROC curve of finding errors by uncertainty. Both arrays flat; `wrong` of booleans.
    """
    errors = int(np.count_nonzero(wrong))
    if errors in (0, wrong.size):
        return float("nan")
    _, places = np.unique(uncertainty, return_inverse=True)
    bad = np.bincount(places[wrong], minlength=int(places.max()) + 1).astype(np.float64)
    good = np.bincount(places, minlength=len(bad)) - bad
    below = np.cumsum(good) - good
    return float((bad * (below + good / 2)).sum() / (errors * (wrong.size - errors)))


def _running(group: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
    """The sum of `weights` (or the count) over the first groups, from none of them to all."""
    return np.concatenate(
        [[0.0], np.cumsum(np.bincount(group, weights=weights, minlength=int(group.max(initial=-1)) + 1))]
    )


@dataclass(frozen=True)
class Calibration:
    """Of BINS equally wide bins of confidence: how many voxels, the sum of their confidence, how many are right."""

    voxels: np.ndarray
    confidence: np.ndarray
    right: np.ndarray

    @property
    def ece(self) -> float:
        """Expected calibration error (Guo et al. 2017, arXiv:1706.04599); NaN without voxels."""
        total = self.voxels.sum()
        return float(np.abs(self.right - self.confidence).sum() / total) if total else float("nan")

    def __add__(self, other: "Calibration") -> "Calibration":
        return Calibration(self.voxels + other.voxels, self.confidence + other.confidence, self.right + other.right)


def calibration(confidence: np.ndarray, right: np.ndarray) -> Calibration:
    """Bin flat arrays; a value on an edge belongs to the lower bin, and 0 to the first."""
    edges = np.linspace(0, 1, BINS + 1)[1:-1]
    places = np.searchsorted(edges, confidence, side="left")
    return Calibration(
        np.bincount(places, minlength=BINS).astype(np.float64),
        np.bincount(places, weights=confidence, minlength=BINS),
        np.bincount(places, weights=right, minlength=BINS),
    )


def retained_dice(uncertainty: np.ndarray, truth: np.ndarray, guess: np.ndarray, organs: Sequence[int]) -> list[float]:
    """Mean Dice over `organs` (class indices) of the surest RETAINED of all voxels; all arrays flat.

    Of voxels that are equally sure the same share is kept of each kind, as on average over all orders: so nothing
    depends on where in the volume they lie. An organ that neither map has left is left out; NaN where that is every
    organ.
    """
    _, group = np.unique(uncertainty, return_inverse=True)
    voxels = _running(group)
    counts = np.array([round(share * group.size) for share in RETAINED], float)
    dice = np.full((len(organs), len(counts)), np.nan)
    for row, organ in enumerate(organs):
        true, told = truth == organ, guess == organ
        both = np.interp(counts, voxels, _running(group, true & told))
        sizes = np.interp(counts, voxels, _running(group, true.astype(np.uint8) + told))
        dice[row] = np.divide(2 * both, sizes, out=np.full(len(counts), np.nan), where=(counts > 0) & (sizes > 0))
    known = np.isfinite(dice)
    sums = np.where(known, dice, 0).sum(axis=0)
    return [float(total / n) if n else float("nan") for total, n in zip(sums, known.sum(axis=0), strict=True)]
