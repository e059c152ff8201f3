"""One comparison's numbers, by each protocol: test, effect size, interval and what could be attained."""

from collections.abc import Callable
from dataclasses import asdict
from math import nan

import numpy as np

from segstudy.comparison.attainable import attainable_paired, attainable_unpaired
from segstudy.comparison.effect import cohen_d, cohen_dz, matched_rank_biserial, rank_biserial
from segstudy.comparison.hypothesis_tests import paired_test, unpaired_test
from segstudy.comparison.interval import paired_interval, unpaired_interval
from segstudy.comparison.names import MANN_WHITNEY, PAIRED_T, UNPAIRED_T, WILCOXON

# Far under what a metric can mean, in its own unit or in mm, and far above the noise of adding floats: values
# that are equal on paper tie, and a constant difference is constant.
DECIMALS = 10


def paired_protocol(
    first: np.ndarray, second: np.ndarray, alpha: float, resamples: int, generator: np.random.Generator
) -> dict[str, float | str]:
    """Compare two arms on the same patients, (patients,) each in the same order, by their differences.

    Returns the columns of statistics.csv from `difference` to `p`, `effect_size` and `p_attainable`.
    """
    # Adding 0 makes of a negative zero a zero.
    differences = np.round(second - first, DECIMALS) + 0.0
    tested = paired_test(differences)
    effects: dict[str, Callable] = {PAIRED_T: cohen_dz, WILCOXON: matched_rank_biserial}
    low, high = paired_interval(differences, alpha, resamples, generator)
    return {
        "difference": float(differences.mean()) if len(differences) else nan,
        "ci_low": low,
        "ci_high": high,
        **asdict(tested),
        "effect_size": effects[tested.test](differences) if tested.test else nan,
        "p_attainable": attainable_paired(len(differences)),
    }


def published_protocol(
    first: np.ndarray, second: np.ndarray, alpha: float, resamples: int, generator: np.random.Generator
) -> dict[str, float | str]:
    """Compare two arms as two groups, (patients,) each, as publications do that ignore the pairing.

    Returns the same columns as `paired_protocol`. What pairing would have shown may be missed.
    """
    first, second = np.round(first, DECIMALS), np.round(second, DECIMALS)
    tested = unpaired_test(first, second)
    effects: dict[str, Callable] = {UNPAIRED_T: cohen_d, MANN_WHITNEY: rank_biserial}
    low, high = unpaired_interval(first, second, alpha, resamples, generator)
    enough = len(first) and len(second)
    return {
        "difference": float(np.round(second.mean() - first.mean(), DECIMALS)) + 0.0 if enough else nan,
        "ci_low": low,
        "ci_high": high,
        **asdict(tested),
        "effect_size": effects[tested.test](first, second) if tested.test else nan,
        "p_attainable": attainable_unpaired(len(first), len(second)),
    }


PROTOCOLS = {"paired": paired_protocol, "published": published_protocol}
