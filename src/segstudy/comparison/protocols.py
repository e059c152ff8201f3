"""One comparison's numbers, by each protocol: test, effect size, interval and what could be attained."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from math import nan
from typing import Any, Literal

import numpy as np

from segstudy.comparison.attainable import attainable_paired, attainable_unpaired
from segstudy.comparison.differences import DECIMALS, differences_of
from segstudy.comparison.effect import cohen_d, cohen_dz, matched_rank_biserial, rank_biserial
from segstudy.comparison.equivalence import equivalence_p, patients_needed
from segstudy.comparison.hypothesis_tests import paired_test, unpaired_test
from segstudy.comparison.interval import mean_interval, unpaired_interval
from segstudy.comparison.names import MANN_WHITNEY, PAIRED_T, RANK_TESTS, UNPAIRED_T, WILCOXON
from segstudy.comparison.one_more import p_with_one_more
from segstudy.comparison.pseudomedian import pseudomedian
from segstudy.tables.statistics import MEANS, RANKS, Quantity

Protocol = Literal["paired", "published"]


@dataclass(frozen=True)
class How:
    """How the comparisons of a family are made.

    Attributes:
        alpha: the level of the tests; intervals have 1 - alpha.
        quantity: what is tested.
        margin: the largest difference of means that does not matter; None where the study sets none.
        wanted: the difference of means for which patients are counted.
        resamples: of the bootstrap of unpaired groups.
    """

    alpha: float
    quantity: Quantity
    margin: float | None = None
    wanted: float = 0.01
    resamples: int = 10_000


def paired_numbers(
    first: np.ndarray, second: np.ndarray, how: How, deviations: tuple[float, float] = (0.0, 0.0)
) -> dict[str, Any]:
    """Compare two arms on the same patients, (patients,) each in the same order, by their differences.

    Args:
        first: the values of arm_a.
        second: those of arm_b.
        how: how they are tested.
        deviations: the farthest patients of the organ (see `segstudy.comparison.one_more`).

    Returns:
        The columns of statistics.csv from `difference` to `p_attainable`, and those from `tested` on, but for what
        follows from the family.
    """
    differences = differences_of(first, second)
    tested = paired_test(differences, how.quantity)
    ranks = tested.test in RANK_TESTS
    moved = int(np.count_nonzero(differences))
    effects: dict[str, Callable] = {PAIRED_T: cohen_dz, WILCOXON: matched_rank_biserial}
    low, high = mean_interval(differences, how.alpha, skewed=ranks)
    middle, lowest, highest = pseudomedian(differences, how.alpha)
    p_mean = p_with_one_more(differences, deviations) if ranks else tested.p
    return {
        "difference": float(differences.mean()) if len(differences) else nan,
        "ci_low": low,
        "ci_high": high,
        **asdict(tested),
        "effect_size": effects[tested.test](differences) if tested.test else nan,
        # The rank test drops patients in whom the arms are equal.
        "p_attainable": attainable_paired(moved if ranks and moved else len(differences)),
        "tested": (RANKS if ranks else MEANS) if tested.test else "",
        "pseudomedian": middle,
        "pseudomedian_low": lowest,
        "pseudomedian_high": highest,
        "higher": int((differences > 0).sum()),
        "lower": int((differences < 0).sum()),
        # Where nothing varies there is no spread to hold a mean against: what the ranks say, the mean says.
        "p_mean": tested.p if p_mean != p_mean else p_mean,
        "p_equivalent": equivalence_p(differences, how.margin, ranks),
        "patients_needed": patients_needed(differences, how.wanted, how.alpha),
    }


def published_numbers(
    first: np.ndarray, second: np.ndarray, how: How, generator: np.random.Generator | None = None
) -> dict[str, Any]:
    """Compare two arms as two groups, (patients,) each, as publications do that ignore the pairing.

    Each comparison chooses its own test. Returns the same columns as `paired_numbers`; those that need pairs are empty.
    What pairing would have shown may be missed.
    """
    first, second = np.round(first, DECIMALS), np.round(second, DECIMALS)
    tested = unpaired_test(first, second)
    effects: dict[str, Callable] = {UNPAIRED_T: cohen_d, MANN_WHITNEY: rank_biserial}
    low, high = unpaired_interval(first, second, how.alpha, how.resamples, generator or np.random.default_rng(0))
    enough = len(first) and len(second)
    differences = differences_of(first, second)
    return {
        "difference": float(np.round(second.mean() - first.mean(), DECIMALS)) + 0.0 if enough else nan,
        "ci_low": low,
        "ci_high": high,
        **asdict(tested),
        "effect_size": effects[tested.test](first, second) if tested.test else nan,
        "p_attainable": attainable_unpaired(len(first), len(second)),
        "tested": (RANKS if tested.test in RANK_TESTS else MEANS) if tested.test else "",
        "higher": int((differences > 0).sum()),
        "lower": int((differences < 0).sum()),
    }
