"""Arms ranked over patients: do they differ at all, and which from which."""

from dataclasses import dataclass
from itertools import combinations
from math import inf, nan, sqrt

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.multitest import multipletests

FEWEST_ARMS = 3
FEWEST_PATIENTS = 2


@dataclass(frozen=True)
class Ranks:
    """Friedman's test over patients and Nemenyi's critical difference (Demšar 2006, JMLR 7:1).

    mean_ranks: by arm, best (1) first; ties share their mean rank. statistic, p: Friedman's chi-squared, corrected for
    ties, with one degree of freedom less than there are arms. critical_difference: mean ranks further apart than this
    differ. cliques: groups of arms, best first, within which none differs; none is part of another.
    """

    mean_ranks: dict[str, float]
    patients: int
    statistic: float
    p: float
    critical_difference: float
    cliques: tuple[tuple[str, ...], ...]

    @property
    def p_attainable(self) -> float:
        """The least p that so many patients can give: where all rank the arms alike."""
        freedom = len(self.mean_ranks) - 1
        return float(stats.chi2.sf(self.patients * freedom, freedom))


def ranks(values: pd.DataFrame, higher_is_better: bool, alpha: float = 0.05) -> Ranks | None:
    """Rank `values` (patients × arms); patients without a value in every arm are left out.

    None where fewer than three arms or two patients are left.
    """
    complete = values.dropna()
    count, arms = complete.shape
    if arms < FEWEST_ARMS or count < FEWEST_PATIENTS:
        return None
    places = complete.rank(axis=1, ascending=not higher_is_better)
    order = places.mean().sort_values(kind="stable")
    tied = (complete.nunique(axis=1) == 1).all()
    statistic, p = (nan, 1.0) if tied else map(float, stats.friedmanchisquare(*complete.to_numpy().T))
    quantile = stats.studentized_range.ppf(1 - alpha, arms, inf) / sqrt(2)
    critical = float(quantile * sqrt(arms * (arms + 1) / (6 * count)))
    return Ranks(order.to_dict(), count, statistic, p, critical, _cliques(order, critical))


def _cliques(order: pd.Series, critical: float) -> tuple[tuple[str, ...], ...]:
    found: list[tuple[int, int]] = []
    for first in range(len(order)):
        last = max(place for place in range(first, len(order)) if order.iloc[place] - order.iloc[first] <= critical)
        if last > first and (not found or last > found[-1][1]):
            found.append((first, last))
    return tuple(tuple(order.index[first : last + 1]) for first, last in found)


@dataclass(frozen=True)
class Pair:
    """One arm against another, over the patients of both.

    difference: mean of arm less that of other. p: Wilcoxon's signed-rank test, two-sided, exact where it can be.
    p_holm: corrected over all pairs (Holm 1979). effect: matched-pairs rank-biserial correlation (Kerby 2014),
    positive where arm has the higher values. p_attainable: the least p_holm that so many patients can give.
    """

    arm: str
    other: str
    patients: int
    difference: float
    p: float
    p_holm: float
    effect: float
    p_attainable: float


def all_pairs(values: pd.DataFrame) -> list[Pair]:
    """Every pair of the columns of `values` (patients × arms); what cannot be tested has a p of NaN."""
    found = []
    for arm, other in combinations(values.columns, 2):
        both = values[[arm, other]].dropna()
        difference = (both[arm] - both[other]).to_numpy(float)
        moved = difference[difference != 0]
        p = float(stats.wilcoxon(moved).pvalue) if len(moved) else (1.0 if len(difference) else nan)
        found.append((arm, other, len(difference), float(np.mean(difference)) if len(difference) else nan, p, moved))
    tested = [place for place, row in enumerate(found) if row[4] == row[4]]
    raw = [found[place][4] for place in tested]
    adjusted = dict(zip(tested, multipletests(raw, method="holm")[1] if raw else [], strict=True))
    return [
        Pair(
            arm, other, count, mean, p, float(adjusted.get(place, nan)), _effect(moved),
            min(1.0, len(tested) * 2 / 2.0 ** max(count, 1)),
        )
        for place, (arm, other, count, mean, p, moved) in enumerate(found)
    ]  # fmt: skip


def _effect(moved: np.ndarray) -> float:
    if not len(moved):
        return 0.0
    weights = stats.rankdata(np.abs(moved))
    return float((np.sign(moved) * weights).sum() / weights.sum())
