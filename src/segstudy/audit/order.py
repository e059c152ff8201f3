"""In which order cases without a label map are worth drawing, by several strategies."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import numpy as np

from segstudy.tables.next_to_label import STRATEGIES, NextToLabelRow

Candidates = Mapping[str, Mapping[str, Any]]
# Random orders of a study are those of its seed.
_STREAM = 771


def order(candidates: Candidates, labeled: Collection[str], seed: int) -> list[NextToLabelRow]:
    """Every strategy's order of the cases without a label map.

    Args:
        candidates: What `measure_candidate` returned, of cases with and without a label map.
        labeled: Those with one.
        seed: The study's.
    """
    unlabeled = sorted(case for case in candidates if case not in set(labeled))
    random = np.random.default_rng([seed, _STREAM]).random(len(unlabeled))
    amounts = [candidates[case]["foreground_ml"] for case in unlabeled]
    made: dict[str, Callable[[], list[tuple[str, float]]]] = {
        "entropy": lambda: _highest(unlabeled, [candidates[case]["entropy"] for case in unlabeled]),
        "disagreement": lambda: _highest(unlabeled, [candidates[case]["disagreement"] for case in unlabeled]),
        "representative": lambda: _farthest_first(candidates, sorted(labeled), unlabeled),
        "random": lambda: _highest(unlabeled, random),
        "random_foreground": lambda: _highest(unlabeled, _weighted(random, amounts)),
    }
    return [
        NextToLabelRow(rank, case, strategy, score)
        for strategy in STRATEGIES
        for rank, (case, score) in enumerate(made[strategy](), start=1)
    ]


def _highest(cases: Sequence[str], scores: Sequence[float] | np.ndarray) -> list[tuple[str, float]]:
    return sorted(zip(cases, map(float, scores), strict=True), key=lambda pair: (-pair[1], pair[0]))


def _weighted(random: np.ndarray, weights: Sequence[float]) -> np.ndarray:
    """Keys whose order is a draw without replacement, each with a chance proportional to its weight.

    Efraimidis and Spirakis 2006, doi:10.1016/j.ipl.2005.11.003. A case in which nothing is seen comes last.
    """
    heavy = np.maximum(np.asarray(weights) / max(max(weights, default=0.0), 1e-9), 1e-3)
    return np.asarray(random ** (1 / heavy))


def _farthest_first(
    candidates: Candidates, labeled: Sequence[str], unlabeled: Sequence[str]
) -> list[tuple[str, float]]:
    """Always the case that is least like any that has a label map or was chosen (k-center greedy).

    Sener and Savarese 2018, Active learning for convolutional neural networks: a core-set approach; over the predicted
    organs' volumes and places, each over its standard deviation.
    """
    shapes = np.array([candidates[case]["shape"] for case in (*labeled, *unlabeled)])
    spread = shapes.std(axis=0)
    shapes = (shapes - shapes.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    known, new = shapes[: len(labeled)], shapes[len(labeled) :]
    away = np.full(len(unlabeled), np.inf)
    if len(known):
        away = np.linalg.norm(new[:, None] - known[None], axis=2).min(axis=1)
    chosen: list[tuple[str, float]] = []
    left = set(range(len(unlabeled)))
    while left:
        index = min(left, key=lambda place: (-away[place], place))
        chosen.append((unlabeled[index], float(away[index])))
        left.remove(index)
        away = np.minimum(away, np.linalg.norm(new - new[index], axis=1))
    return chosen
