"""Arms ranked over patients: do they differ at all, and by how much must ranks differ."""

from dataclasses import dataclass
from math import inf, nan, sqrt
from typing import Any

import pandas as pd
from scipy import stats

from segstudy.comparison.differences import DECIMALS
from segstudy.comparison.generator import named_generator
from segstudy.comparison.rank_bootstrap import bootstrap_ranks
from segstudy.comparison.spec import ComparisonSpec
from segstudy.tables.frames import frame
from segstudy.tables.further_statistics import RANKS
from segstudy.tables.metrics import metric_of
from segstudy.tables.names import MEAN
from segstudy.tables.patients import Cells, by_patient

FEWEST_ARMS = 3
FEWEST_PATIENTS = 2

_OF_METRIC = ("patients", "statistic", "p", "p_attainable", "critical_difference")


@dataclass(frozen=True)
class Ranks:
    """Friedman's test over patients and Nemenyi's critical difference (Demšar 2006, JMLR 7:1).

    Attributes:
        mean_ranks: by arm, best (1) first; ties share their mean rank.
        patients: how many ranked the arms.
        statistic: Friedman's chi-squared, corrected for ties, with one degree of freedom less than there are arms.
        p: its p.
        p_attainable: the least p that so many patients can give: where all rank the arms alike.
        critical_difference: mean ranks further apart than this differ.
    """

    mean_ranks: dict[str, float]
    patients: int
    statistic: float
    p: float
    p_attainable: float
    critical_difference: float

    @property
    def cliques(self) -> tuple[tuple[str, ...], ...]:
        """Groups of arms, best first, within which none differs; none is part of another."""
        order = list(self.mean_ranks.items())
        spans: list[tuple[int, int]] = []
        for first, (_, rank) in enumerate(order):
            last = max(
                place for place in range(first, len(order)) if order[place][1] - rank <= self.critical_difference
            )
            if last > first and (not spans or last > spans[-1][1]):
                spans.append((first, last))
        return tuple(tuple(arm for arm, _ in order[first : last + 1]) for first, last in spans)


def rank_arms(values: pd.DataFrame, higher_is_better: bool, alpha: float = 0.05) -> Ranks | None:
    """Rank arms over patients.

    Args:
        values: patients × arms; patients without a value in every arm are left out.
        higher_is_better: the metric's direction.
        alpha: the level of the critical difference.

    Returns:
        The ranks; None where fewer than three arms or two patients are left.
    """
    complete = values.dropna().round(DECIMALS)
    count, arms = complete.shape
    if arms < FEWEST_ARMS or count < FEWEST_PATIENTS:
        return None
    places = complete.rank(axis=1, ascending=not higher_is_better)
    order = places.mean().sort_values(kind="stable")
    tied = (complete.nunique(axis=1) == 1).all()
    statistic, p = (nan, 1.0) if tied else map(float, stats.friedmanchisquare(*complete.to_numpy().T))
    quantile = stats.studentized_range.ppf(1 - alpha, arms, inf) / sqrt(2)
    return Ranks(
        mean_ranks=order.to_dict(),
        patients=count,
        statistic=statistic,
        p=p,
        p_attainable=float(stats.chi2.sf(count * (arms - 1), arms - 1)),
        critical_difference=float(quantile * sqrt(arms * (arms + 1) / (6 * count))),
    )


def patients_by_arm(metrics: pd.DataFrame, metric: str, spec: ComparisonSpec) -> pd.DataFrame:
    """The values that are ranked: each patient's mean over organs, patients × arms, NaN where there is none.

    Where an arm finds an organ that is not there, the arms that rightly left it empty have the perfect value.
    """
    arms = [arm for arm in spec.arms if (metrics["arm"] == arm).any()]
    if not arms:
        return pd.DataFrame()
    cells = Cells.of(metrics[metrics["arm"].isin(arms)], spec.patients, metric, arms).together(arms)
    known = {arm: by_patient(cells[arm], MEAN) for arm in arms}
    return pd.DataFrame({arm: values for arm, values in known.items() if len(values)})


def rank_table(metrics: pd.DataFrame, spec: ComparisonSpec) -> pd.DataFrame:
    """Rank the arms in every metric of the study that was measured, over patients' means over organs.

    Args:
        metrics: long form, the columns of metrics.csv.
        spec: the study; its arms must have been measured on the same cases.

    Returns:
        ranks.csv: of each metric the arms, best first; what is the metric's stands in each of its rows.
    """
    rows = []
    for metric in spec.metrics:
        if metric not in metrics.columns:
            continue
        values = patients_by_arm(metrics, metric, spec)
        ranks = rank_arms(values, metric_of(metric).higher_is_better, spec.settings.alpha)
        if ranks is not None:
            rows += _rows(values[list(ranks.mean_ranks)], ranks, metric, spec)
    return frame(RANKS, rows)


def _rows(values: pd.DataFrame, ranks: Ranks, metric: str, spec: ComparisonSpec) -> list[dict[str, Any]]:
    """The rows of one metric; the columns of `values` are in the order of the ranks."""
    sign = 1 if metric_of(metric).higher_is_better else -1
    known = values.dropna().round(DECIMALS)
    drawn = bootstrap_ranks(
        known.rank(axis=1, ascending=sign < 0).to_numpy(float),
        sign * known.to_numpy(float),
        [arm not in spec.bounds for arm in known.columns],
        spec.settings.alpha,
        spec.settings.bootstrap,
        named_generator(spec.seed, "ranks", metric),
    )
    shared = {key: getattr(ranks, key) for key in _OF_METRIC} | {"optimism": drawn.optimism}
    ends = zip(ranks.mean_ranks.items(), drawn.low, drawn.high, drawn.p_best, strict=True)
    return [
        {"metric": metric, "arm": arm, "rank": rank, "ci_low": low, "ci_high": high, "p_best": p_best, **shared}
        for (arm, rank), low, high, p_best in ends
    ]


def ranks_of(table: pd.DataFrame, metric: str) -> Ranks | None:
    """The ranks of one metric out of ranks.csv; None where its arms were not ranked."""
    rows = table[table["metric"] == metric]
    if not len(rows):
        return None
    first = rows.iloc[0]
    return Ranks(
        mean_ranks=dict(zip(rows["arm"], rows["rank"].astype(float), strict=True)),
        patients=int(first["patients"]),
        **{key: float(first[key]) for key in _OF_METRIC[1:]},
    )
