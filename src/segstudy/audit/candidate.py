"""What networks say of a case, labeled or not, as far as it tells whether its label map would teach them something."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from segstudy.audit.consensus import consensus
from segstudy.running.errors import StudyError
from segstudy.volumes.box import bounding_box, widened
from segstudy.volumes.grids.orientation import turned_like
from segstudy.volumes.overlap import overlap
from segstudy.volumes.volume import Volume


def measure_candidate(predictions: Sequence[Volume], organs: Mapping[str, int]) -> dict[str, Any]:
    """Measure one case by its predictions alone.

    Args:
        predictions: Label maps of one grid, one a network.
        organs: Label integers by name.

    Returns:
        Plain values: `entropy`, the mean entropy (nats) of the networks' votes over the voxels that any of them calls
        an organ (Dagan and Engelson 1995, Committee-based sampling); `disagreement`, 1 less the mean Dice of two
        networks over organs and pairs; `foreground_ml`, of the consensus; and `shape`: of each organ its volume's
        logarithm and its place in the scan, what tells a usual case from an odd one.

    Raises:
        StudyError: Where shapes differ.
    """
    turned = [turned_like(volume, np.eye(4)) for volume in predictions]
    if len({volume.array.shape for volume in turned}) > 1:
        raise StudyError(f"predictions have different shapes: {sorted({volume.array.shape for volume in turned})}")
    spacing, whole = turned[0].spacing, turned[0].array.shape
    voxel_ml = float(np.prod(spacing)) / 1000
    box = bounding_box(*(np.isin(volume.array, list(organs.values())) for volume in turned))
    if box is None:
        empty = [0.0] * (4 * len(organs))
        return {"entropy": 0.0, "disagreement": 0.0, "foreground_ml": 0.0, "shape": empty}
    box = widened(box, 1, whole)
    arrays = [volume.array[box] for volume in turned]
    dice, shape, foreground = [], [], 0.0
    for value in organs.values():
        masks = [array == value for array in arrays]
        dice += [_agreement(*pair) for pair in combinations(masks, 2)]
        seen = consensus(masks, spacing)
        own = int(np.count_nonzero(seen)) * voxel_ml
        foreground += own
        middle = np.argwhere(seen).mean(axis=0) + [side.start for side in box] if own else np.array(whole) / 2
        shape += [float(np.log1p(own)), *((middle / whole).tolist())]
    return {
        "entropy": _vote_entropy(arrays, list(organs.values())),
        "disagreement": 1 - float(np.mean(dice)) if dice else 0.0,
        "foreground_ml": foreground,
        "shape": shape,
    }


def _agreement(first: np.ndarray, second: np.ndarray) -> float:
    dice = overlap(first, second).dice
    return dice if dice == dice else 1.0


def _vote_entropy(arrays: Sequence[np.ndarray], values: list[int]) -> float:
    """Mean over the voxels that any network calls an organ."""
    called = np.logical_or.reduce([np.isin(array, values) for array in arrays])
    votes = np.stack([array[called] for array in arrays])
    shares = np.stack([(votes == value).mean(axis=0) for value in values])
    shares = np.concatenate([shares, 1 - shares.sum(axis=0, keepdims=True)])
    logs = np.log(np.where(shares > 0, shares, 1.0))
    return float(-(shares * logs).sum(axis=0).mean())
