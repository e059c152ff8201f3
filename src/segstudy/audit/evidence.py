"""How far each organ's label lies from what is usual, check by check, in robust standard deviations."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

TO_SD = 1.4826  # of the median absolute deviation of a normal distribution
# Dice and shares are compared as log odds, in which a step from .98 to .99 weighs as much as one from .50 to .67.
FARTHEST = 0.02
# Spreads that are estimated smaller are chance: of log odds, of mm, and of voxels, whichever is more.
LEAST_ODDS, LEAST_MM, LEAST_VOXELS = 0.25, 1.0, 0.35
LEAST_PART, LEAST_GAPS = 1.5, 0.08
# Networks overlap each other a little more than they do a label, and parts below this share are none.
USUAL_ODDS, NO_PART = 0.7, 0.01
# Networks know an organ from this Dice on, in the middle of the study's cases; of others they say the less, the lower.
KNOWN_DICE = 0.6

OVERLAP, SHIFT, OUTLINE, ENDS, PART, GAPS = "overlap", "shift", "outline", "ends", "part", "gaps"
CHECKS = (OVERLAP, SHIFT, OUTLINE, ENDS, PART, GAPS)


def log_odds(share: np.ndarray | float) -> np.ndarray:
    """Of shares between 0 and 1, those near either end taken as `FARTHEST` from it."""
    clipped = np.clip(share, FARTHEST, 1 - FARTHEST)
    return np.log(clipped / (1 - clipped))


def robust_z(
    values: np.ndarray, least: np.ndarray | float, center: float = 0.0, unsure: np.ndarray | float = 0.0
) -> np.ndarray:
    """Distance from the median over the scaled median absolute deviation, along axis 0.

    Iglewicz and Hoaglin 1993, How to detect and handle outliers. Three imagined cases, at `center` and `least` on
    either side, join the others: of two cases nothing else tells which is the odd one, and among twenty they hardly
    count. The deviation is `least` at least, wider where few cases make it uncertain, and joined by what is unsure of
    each value.

    Args:
        values: (cases, ...).
        least: The smallest deviation that is believed.
        center: Where label and networks that agree are.
        unsure: Of each value, in its unit.
    """
    imagined = [np.broadcast_to(center + step * np.asarray(least), values.shape[1:]) for step in (-1, 0, 1)]
    joined = np.concatenate([values, imagined])
    median = np.median(joined, axis=0)
    spread = TO_SD * np.median(np.abs(joined - median), axis=0)
    few = np.sqrt(1 + 3 / len(values))
    return (values - median) / np.hypot(few * np.maximum(spread, least), unsure)


def evidence_of(measured: Sequence[Mapping[str, Any]]) -> dict[str, np.ndarray]:
    """The evidence against each of several cases' labels of one organ.

    Args:
        measured: Plain values of `Measured`, of every case in which the organ was drawn.

    Returns:
        (cases,) robust standard deviations by check, 0 where the label is as good as usual; less by as much as the
        networks do not know the organ.
    """

    def values(name: str) -> np.ndarray:
        return np.array([row[name] for row in measured], dtype=float)

    voxel = values("voxel")
    deviation = np.maximum(LEAST_MM, LEAST_VOXELS * voxel)
    # How much worse label and networks agree than networks do with each other.
    apart = log_odds(values("agreement")) - log_odds(values("dice"))
    volumes = np.maximum(np.maximum(values("label_ml"), values("networks_ml")), 1e-6)
    parts = np.log(values("part_ml") / volumes + NO_PART)
    shifts = robust_z(values("offset"), np.median(deviation, axis=0), unsure=values("unsure"))
    reach = np.tile(np.median(2 * deviation, axis=0), 2)
    ends = robust_z(values("faces"), reach, unsure=values("faces_unsure"))
    # the center of a surface voxel lies half a voxel inside, and is measured to the next one outside
    outlines = robust_z(values("outward"), 1.25 * float(np.median(deviation)), -float(np.median(voxel.min(axis=1))))
    found = {
        OVERLAP: np.maximum(robust_z(apart, LEAST_ODDS, USUAL_ODDS), 0),
        SHIFT: np.abs(shifts).max(axis=1),
        OUTLINE: np.abs(outlines),
        ENDS: np.abs(ends).max(axis=1),
        PART: np.maximum(robust_z(parts, LEAST_PART, float(np.log(NO_PART))), 0),
        GAPS: np.maximum(robust_z(np.log1p(values("gaps")), LEAST_GAPS), 0),
    }
    known = min(1.0, float(np.median(values("dice"))) / KNOWN_DICE)
    return {check: known * evidence for check, evidence in found.items()}


def together(evidence: Sequence[float]) -> float:
    """The evidence of all checks as one number: the length of the vector that they are.

    A fault seldom speaks to one check alone: a moved label overlaps less, ends elsewhere and misses a part.
    """
    return float(np.linalg.norm(evidence))
