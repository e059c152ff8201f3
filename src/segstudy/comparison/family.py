"""The tests of one family: its numbers, the correction over all of it, and the verdicts."""

from collections.abc import Hashable, Sequence
from math import nan
from typing import Any

import numpy as np

from segstudy.comparison.attainable import attainable_paired
from segstudy.comparison.differences import differences_of
from segstudy.comparison.holm import holm
from segstudy.comparison.names import RANK_TESTS
from segstudy.comparison.one_more import farthest
from segstudy.comparison.protocols import How, Protocol, paired_numbers, published_numbers
from segstudy.comparison.verdict import Evidence, published_verdict, side_of, verdict
from segstudy.tables.statistics import MEANS

Both = tuple[np.ndarray, np.ndarray]
"""The values of arm_a and arm_b on the same patients, (patients,) each in the same order."""


def judged_family(
    comparisons: Sequence[Both],
    organs: Sequence[Hashable],
    how: How,
    higher_is_better: bool,
    protocol: Protocol = "paired",
    generators: Sequence[np.random.Generator] | None = None,
) -> list[dict[str, Any]]:
    """Test the comparisons of a family, and judge each of them.

    Args:
        comparisons: the values of both arms, comparison by comparison.
        organs: the organ of each.
        how: how they are tested.
        higher_is_better: the metric's direction.
        protocol: see `segstudy.comparison.compare`.
        generators: of the bootstrap of each comparison, which only the published protocol needs.

    Returns:
        The columns of statistics.csv that follow from the values, a row a comparison.
    """
    rows: list[dict[str, Any]] = []
    deviations = farthest([differences_of(*both) for both in comparisons], organs)
    for place, ((first, second), organ) in enumerate(zip(comparisons, organs, strict=True)):
        if protocol == "published":
            numbers = published_numbers(first, second, how, generators[place] if generators else None)
        else:
            numbers = paired_numbers(first, second, how, deviations[organ])
        means = {"mean_a": _mean(first), "mean_b": _mean(second)}
        rows.append({"patients": len(first), **means, **numbers})
    for p, corrected in (("p", "p_holm"), ("p_mean", "p_mean_holm"), ("p_equivalent", "p_equivalent")):
        for row, value in zip(rows, holm(np.array([row.get(p, nan) for row in rows], float)), strict=True):
            row[corrected] = float(value)
    judge = _judge_as_published if protocol == "published" else _judge
    judge(rows, how.alpha, higher_is_better)
    return rows


def _mean(values: np.ndarray) -> float:
    return float(values.mean()) if len(values) else nan


def _judge(rows: list[dict[str, Any]], alpha: float, higher_is_better: bool) -> None:
    # The smallest p that each test could have given: nothing bounds the p of a t-test.
    bounds = [nan if np.isnan(row["p"]) else 0.0 if row["tested"] == MEANS else row["p_attainable"] for row in rows]
    for row, bound in zip(rows, holm(np.array(bounds, float)), strict=True):
        evidence = Evidence(
            tested=row["tested"],
            p=row["p_holm"],
            p_mean=row["p_mean_holm"],
            p_equivalent=row["p_equivalent"],
            mean_side=side_of(row["ci_low"], row["ci_high"]),
            ranks_side=side_of(row["pseudomedian_low"], row["pseudomedian_high"]),
            ranks_lean=int(np.sign(np.nan_to_num(row["pseudomedian"]))),
            p_attainable=row["p_attainable"],
            p_holm_attainable=float(bound),
            differ=bool(row["higher"] or row["lower"]),
            enough=attainable_paired(row["patients"]) <= alpha,
        )
        row["verdict"] = verdict(evidence, higher_is_better, alpha)


def _judge_as_published(rows: list[dict[str, Any]], alpha: float, higher_is_better: bool) -> None:
    for row in rows:
        row["verdict"] = published_verdict(
            direction=row["effect_size"],
            higher_is_better=higher_is_better,
            p=row["p"],
            p_attainable=row["p_attainable"],
            p_bound=row["p_attainable"] if row["test"] in RANK_TESTS else 0.0,
            alpha=alpha,
        )
