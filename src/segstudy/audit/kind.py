"""What is wrong with a label, of all that would explain what the networks see."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from segstudy.audit.evidence import ENDS, GAPS, OUTLINE, OVERLAP, SHIFT

NOTHING = "nothing"
WRONG_SIDE = "wrong_side"
NOT_DRAWN = "not_drawn"
NOT_SEEN = "not_seen"
SWAPPED = "swapped"
MIRRORED = "mirrored"
MOVED = "moved"
MISSING_SLICES = "missing_slices"
OVER_DRAWN, UNDER_DRAWN = "over_drawn", "under_drawn"
CUT_OFF, TOO_LONG = "cut_off", "too_long"
PART_MISSING, PART_TOO_MUCH = "part_missing", "part_too_much"
UNLIKE = "unlike"
KINDS = (
    *(WRONG_SIDE, NOT_DRAWN, NOT_SEEN, SWAPPED, MIRRORED, MOVED, MISSING_SLICES, OVER_DRAWN, UNDER_DRAWN),
    *(CUT_OFF, TOO_LONG, PART_MISSING, PART_TOO_MUCH, UNLIKE, NOTHING),
)

# What explains a label must bring it this much nearer to what the networks see, in Dice.
GAIN = 0.05
# Nobody moves a label so far by mistake.
FAR_MM = 30.0


def kind_of(row: Mapping[str, Any], evidence: Mapping[str, float], usual: Mapping[str, Any]) -> str:
    """The kind of fault that explains a label best.

    Args:
        row: Plain values of `Measured`.
        evidence: By check.
        usual: Medians over the cases of `faces`, `outward` and `offset`.
    """
    if not row["label_ml"]:
        return NOT_DRAWN
    if not row["networks_ml"]:
        return NOT_SEEN
    repaired = {
        SWAPPED: max(row["others"].values(), default=0.0),
        MIRRORED: max(row["mirrored"].values(), default=0.0),
        MOVED: row["moved_dice"],
    }
    if float(np.linalg.norm(row["offset"])) > FAR_MM:  # a symmetric organ, mirrored, can as well be moved back
        repaired[MOVED] -= GAIN
    best = max(repaired, key=lambda kind: repaired[kind])
    if best != MOVED and repaired[best] > row["dice"] + GAIN:
        return best
    told = {check: value for check, value in evidence.items() if check != OVERLAP}  # which no fault is alone in
    first = max(told, key=lambda check: told[check])
    if first == GAPS:
        return MISSING_SLICES
    faces = np.subtract(row["faces"], usual["faces"])
    outward = row["outward"] - usual["outward"]
    if _everywhere(faces, outward, row):
        return OVER_DRAWN if outward > 0 else UNDER_DRAWN
    if first == ENDS and _at_one_end(faces):
        return CUT_OFF if faces[np.abs(faces).argmax()] > 0 else TOO_LONG
    if repaired[MOVED] > row["dice"] + GAIN or first == SHIFT:
        return MOVED
    if first == OUTLINE:
        return OVER_DRAWN if outward > 0 else UNDER_DRAWN
    if first == ENDS:
        return CUT_OFF if faces[np.abs(faces).argmax()] > 0 else TOO_LONG
    if row["part_ml"]:
        return PART_MISSING if row["part_missing"] else PART_TOO_MUCH
    return UNLIKE


def _everywhere(faces: np.ndarray, outward: float, row: Mapping[str, Any]) -> bool:
    """Whether the label is larger, or smaller, than usual on both sides along two axes at least."""
    least = 0.4 * np.array(row["voxel"])
    pairs = faces.reshape(2, 3)
    sign = -np.sign(outward)
    return int(np.count_nonzero((sign * pairs > least).all(axis=0))) >= 2


def _at_one_end(faces: np.ndarray) -> bool:
    """Whether one end alone is off: a moved label is off at two, the other way round."""
    largest = int(np.abs(faces).argmax())
    opposite = faces[(largest + 3) % 6]
    return bool(abs(opposite) < abs(faces[largest]) / 2)
