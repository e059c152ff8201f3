"""The table of statistics: every metric, pair of arms and organ."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from segstudy.comparison.check import checked
from segstudy.comparison.coverage import coverage
from segstudy.comparison.differences import differences_of
from segstudy.comparison.family import judged_family
from segstudy.comparison.generator import named_generator
from segstudy.comparison.normality import normality, quantity_of
from segstudy.comparison.pairs import pairs
from segstudy.comparison.protocols import How, Protocol
from segstudy.comparison.spec import ComparisonSpec
from segstudy.comparison.winner import runner_up_and_winner
from segstudy.tables.frames import frame
from segstudy.tables.metrics import metric_of
from segstudy.tables.names import MEAN
from segstudy.tables.patients import Cells, paired_by_organ
from segstudy.tables.statistics import BOUND, PRIMARY, RANKS, SECONDARY, STATISTICS, WINNER, Family

Comparison = tuple[str, str, str]
"""Organ, arm_a and arm_b."""
Values = dict[Comparison, tuple[np.ndarray, np.ndarray]]


def compare(metrics: pd.DataFrame, spec: ComparisonSpec, protocol: Protocol = "paired") -> pd.DataFrame:
    """Compare arms, patient by patient, and return statistics.csv.

    Protocol `paired` pairs the patients. Protocol `published` takes the same values and tests them as two
    groups, as publications do, whose t has 2 n - 2 degrees of freedom; its verdict rests on each p as it is,
    as theirs does, and `p_holm` stands beside. With more than one organ, each pair of arms is also compared on
    the mean over organs (`organ` is `mean`). A family is all comparisons of one metric: it is corrected by Holm's
    method, and tests one quantity (see `quantity_of`). The primary metric's family carries the study's verdict, the
    others are secondary. Oracles and controls are compared in families of their own. Intervals have confidence
    1 - alpha and are not widened for the family.

    Where arms are compared with the baseline only, one row follows those of the primary metric: the best arm by its
    mean over organs against the second best, unless one of them is the baseline and the row is there. It is a family of
    its own (see `runner_up_and_winner`), so its `p_holm` is its p.

    Args:
        metrics: long form, the columns of metrics.csv.
        spec: the study.
        protocol: see above.

    Returns:
        One row for each metric, pair of arms and organ, in this order. `patients` counts those
        with a value in both arms, and `difference` is mean_b - mean_a over them. The order of the rows of
        `metrics` changes nothing.

    Raises:
        StudyError: the metrics cannot be trusted (see `checked`), or the baseline is no arm.
    """
    compared = pairs(spec.arms, spec.baseline, spec.settings.against)
    names = list(dict.fromkeys(spec.settings.metrics))
    rows = checked(metrics, spec.patients, spec.arms, spec.organs, names)
    # With one organ the mean over organs would be the same test again, and Holm would charge for it.
    scopes = [*spec.organs, MEAN] if len(spec.organs) > 1 else list(spec.organs)
    answers = [arm for arm in spec.arms if arm not in spec.bounds]
    table: list[dict[str, Any]] = []
    for metric in names:
        cells = Cells.of(rows, spec.patients, metric, spec.arms)
        primary = metric == spec.settings.primary_metric
        values = {(organ, *pair): both for pair in compared for organ, both in _values(cells, scopes, pair).items()}
        told = {key: both for key, both in values.items() if not _of_a_bound(key[1:], spec)}
        how = _how(told, metric, spec)
        table += _rows(told, metric, PRIMARY if primary else SECONDARY, how, spec, protocol)
        bounding = {key: both for key, both in values.items() if key not in told}
        table += _rows(bounding, metric, BOUND, _how(bounding, metric, spec), spec, protocol)
        last = runner_up_and_winner(cells.measured, answers, scopes[-1], metric) if primary else None
        if last and not {last, last[::-1]} & set(compared):
            alone = {(scopes[-1], *last): _values(cells, scopes[-1:], last)[scopes[-1]]}
            own = _how(alone, metric, spec)
            own = replace(own, quantity=RANKS) if how.quantity == RANKS else own
            table += _rows(alone, metric, WINNER, own, spec, protocol)
    return frame(STATISTICS, table)


def _of_a_bound(pair: tuple[str, ...], spec: ComparisonSpec) -> bool:
    return any(arm in spec.bounds and arm != spec.baseline for arm in pair)


def _values(cells: Cells, organs: list[str], pair: tuple[str, str]) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    tables = paired_by_organ(cells.together(pair), pair, organs)
    return {organ: (both[pair[0]].to_numpy(float), both[pair[1]].to_numpy(float)) for organ, both in tables.items()}


def _how(values: Values, metric: str, spec: ComparisonSpec) -> How:
    settings = spec.settings
    return How(
        alpha=settings.alpha,
        quantity=quantity_of([normality(differences_of(*both)) for both in values.values()]),
        margin=settings.margin.get(metric),
        wanted=settings.wanted(metric),
        resamples=settings.bootstrap,
    )


def _rows(
    values: Values, metric: str, family: Family, how: How, spec: ComparisonSpec, protocol: Protocol
) -> list[dict[str, Any]]:
    generators = [named_generator(spec.seed, metric, *comparison) for comparison in values]
    pairs_of_values = list(values.values())
    rows = judged_family(
        pairs_of_values, [organ for organ, *_ in values], how, metric_of(metric).higher_is_better, protocol, generators
    )
    for row, (organ, arm_a, arm_b), (first, second), generator in zip(
        rows, values, pairs_of_values, generators, strict=True
    ):
        row |= {"metric": metric, "organ": organ, "arm_a": arm_a, "arm_b": arm_b, "family": family}
        if protocol == "paired":
            skewed = row["tested"] == RANKS
            row["coverage"] = coverage(differences_of(first, second), how.alpha, skewed, generator)
    return rows
