"""Which points of many are drawn: a figure of all would be too large to open, and a blot."""

import numpy as np

FEWEST = 20


def drawn_points(off: np.ndarray, most: int) -> np.ndarray:
    """The points to draw, as a mask: a quarter of `most` are the farthest off, whom a reader wants to find.

    The others are spread evenly over the ranks of the rest, so that they lie as densely as all do.

    Args:
        off: How far each point lies from the middle, (points,); any may be NaN.
        most: How many are drawn where there are more; at least `FEWEST`.
    """
    most = max(most, FEWEST)
    if len(off) <= most:
        return np.ones(len(off), bool)
    order = np.argsort(np.nan_to_num(off, nan=-np.inf), kind="stable")
    rest, farthest = order[: -(most // 4)], order[-(most // 4) :]
    spread = np.linspace(0, len(rest) - 1, most - most // 4).round().astype(int)
    mask = np.zeros(len(off), bool)
    mask[farthest], mask[rest[spread]] = True, True
    return mask
