"""How sure ranks are, and by how much the best arm is flattered: the study again and again with other patients."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class RankBootstrap:
    """What resamples of the patients give.

    Attributes:
        low: the lower end of each arm's interval of mean ranks.
        high: the upper end.
        p_best: the share of resamples in which each arm has the best mean; ties share. NaN for arms that cannot win.
        optimism: by how much the mean of the arm that a resample calls best is better there than in the study, on
            average: about as much is the study's own best arm better here than among all patients. In the metric's own
            unit, never below 0; NaN with fewer than two arms that can win.
    """

    low: np.ndarray
    high: np.ndarray
    p_best: np.ndarray
    optimism: float


def bootstrap_ranks(
    places: np.ndarray,
    values: np.ndarray,
    can_win: Sequence[bool],
    alpha: float,
    resamples: int,
    generator: np.random.Generator,
) -> RankBootstrap:
    """Draw patients with replacement and rank the arms anew (Wiesenfarth et al. 2021, Scientific Reports 11:2369).

    Ranks within a patient do not change, so that a resample is a weighting of patients, and all of them one product.

    Args:
        places: (patients, arms), each patient's ranks.
        values: (patients, arms), better where higher.
        can_win: of each arm, whether it is an answer of the study, and no bound for the others.
        alpha: 1 less the level of the intervals.
        resamples: how many.
        generator: of the draws.
    """
    patients = len(places)
    weights = generator.multinomial(patients, np.full(patients, 1 / patients), size=resamples) / patients
    low, high = np.quantile(weights @ places, [alpha / 2, 1 - alpha / 2], axis=0)
    p_best, racing = np.full(places.shape[1], np.nan), np.flatnonzero(can_win)
    if not len(racing):
        return RankBootstrap(low, high, p_best, float("nan"))
    means = np.round(weights @ values[:, racing], 10)
    best = means == means.max(axis=1, keepdims=True)
    p_best[racing] = (best / best.sum(axis=1, keepdims=True)).mean(axis=0)
    gained = (means - values[:, racing].mean(axis=0))[np.arange(resamples), means.argmax(axis=1)]
    optimism = max(0.0, float(gained.mean())) if len(racing) > 1 else float("nan")
    return RankBootstrap(low, high, p_best, optimism)
