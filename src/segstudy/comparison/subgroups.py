"""How arms do in groups of patients, and whether groups differ: exploratory."""

from collections.abc import Mapping
from math import factorial, nan, prod
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy import stats

from segstudy.comparison.check import checked
from segstudy.comparison.differences import differences_of
from segstudy.comparison.generator import named_generator
from segstudy.comparison.holm import holm
from segstudy.comparison.interval import mean_interval, within
from segstudy.comparison.normality import FEWEST_PATIENTS, in_word, normality
from segstudy.comparison.pairs import pairs
from segstudy.comparison.spec import ComparisonSpec
from segstudy.tables.frames import frame
from segstudy.tables.further_statistics import SUBGROUPS
from segstudy.tables.metrics import metric_of
from segstudy.tables.names import MEAN
from segstudy.tables.patients import Cells, by_patient, paired

Interaction = Literal["groups differ", "no difference found", "too few patients"]
EVERYBODY = ""
PERMUTATIONS = 9_999


def subgroup_table(
    metrics: pd.DataFrame, subgroups: Mapping[str, Mapping[str, str]] | None, spec: ComparisonSpec
) -> pd.DataFrame:
    """Describe the primary metric in groups of patients, and ask whether groups differ.

    In a group nothing is tested: of several groups one is "significant" by chance soon, and a group without it is no
    evidence of absence. What can be asked is whether the groups differ from each other (the interaction): by a
    permutation test of the Kruskal-Wallis statistic of the patients' values, or of their paired differences, over the
    groups of three patients and more; corrected by Holm's method over all columns and arms, organ by organ.

    Args:
        metrics: long form, the columns of metrics.csv; arms without rows are left out.
        subgroups: of each column, the value of each patient who has one; None without any.
        spec: the study.

    Returns:
        subgroups.csv. Intervals have confidence 1 - alpha and are NaN under three patients.
    """
    arms = [arm for arm in spec.arms if (metrics["arm"] == arm).any()]
    if not subgroups or not arms:
        return frame(SUBGROUPS)
    metric = spec.settings.primary_metric
    rows = checked(metrics, spec.patients, arms, spec.organs, [metric])
    values = _values(rows, arms, metric, spec)
    table: list[list[dict[str, Any]]] = []
    for column, group_of in subgroups.items():
        for (organ, arm_a, arm_b), own in values.items():
            key = {"column": column, "metric": metric, "organ": organ, "arm_a": arm_a, "arm_b": arm_b}
            known = own[own.index.isin(list(group_of))]
            limits = (-np.inf, np.inf) if arm_a else metric_of(metric).limits
            generator = named_generator(spec.seed, "subgroups", column, organ, arm_a, arm_b)
            table.append(_described(known, known.index.map(group_of), key, spec.settings.alpha, limits, generator))
    for organ in dict.fromkeys(organ for organ, *_ in values):
        _judge([rows for rows in table if rows[0]["organ"] == organ], spec.settings.alpha)
    return frame(SUBGROUPS, [row for comparison in table for row in comparison])


def _values(rows: pd.DataFrame, arms: list[str], metric: str, spec: ComparisonSpec) -> dict[tuple[str, ...], pd.Series]:
    """One number a patient by (organ, arm_a, arm_b): of an arm by itself (arm_a is empty), and paired differences."""
    cells = Cells.of(rows, spec.patients, metric, arms)
    scopes = [MEAN, *spec.organs] if len(spec.organs) > 1 else list(spec.organs)
    found: dict[tuple[str, ...], pd.Series] = {}
    for organ in scopes:
        for arm in arms:
            found[organ, "", arm] = by_patient(cells.measured[arm], organ)
        for pair in pairs(arms, spec.baseline, "baseline") if spec.baseline in arms else ():
            both = paired(cells.together(pair), pair, organ)
            differences = differences_of(both[pair[0]].to_numpy(float), both[pair[1]].to_numpy(float))
            found[organ, *pair] = pd.Series(differences, index=both.index)
    return found


def _described(
    values: pd.Series,
    groups: pd.Index,
    key: dict[str, str],
    alpha: float,
    limits: tuple[float, float],
    generator: np.random.Generator,
) -> list[dict[str, Any]]:
    """A row for everybody and one for each group."""
    by_group = {str(group): own.to_numpy(float) for group, own in values.groupby(np.asarray(groups, str))}
    tested = [own for own in by_group.values() if len(own) >= FEWEST_PATIENTS]
    said = {
        "groups_tested": len(tested),
        "p_interaction": interaction_p(tested, generator),
        "p_attainable": attainable_of_groups([len(own) for own in tested]),
    }
    rows = []
    for group, own in {EVERYBODY: values.to_numpy(float), **by_group}.items():
        skewed = in_word(normality(own)) == "no"
        low, high = within(mean_interval(own, alpha, skewed), limits)
        mean = float(own.mean()) if len(own) else nan
        rows.append(
            {**key, "group": group, "patients": len(own), "value": mean, "ci_low": low, "ci_high": high, **said}
        )
    return rows


def interaction_p(groups: list[np.ndarray], generator: np.random.Generator) -> float:
    """Return the p of the hypothesis that groups of values, (patients,) each, are of one distribution.

    The Kruskal-Wallis statistic (1952) against its distribution over random relabelings, which holds for few patients
    and many ties. NaN for fewer than two groups.
    """
    if len(groups) < 2:
        return nan
    ranks = stats.rankdata(np.round(np.concatenate(groups), 12))
    ends = np.cumsum([len(own) for own in groups])[:-1]

    def statistic(samples: np.ndarray) -> np.ndarray:
        parts = np.split(samples, ends, axis=-1)
        return np.asarray(sum(part.sum(axis=-1) ** 2 / part.shape[-1] for part in parts))

    drawn = generator.permuted(np.tile(ranks, (PERMUTATIONS, 1)), axis=1)
    reached = statistic(drawn) >= statistic(ranks) * (1 - 1e-12)
    return float((1 + reached.sum()) / (1 + PERMUTATIONS))


def attainable_of_groups(sizes: list[int]) -> float:
    """Return the smallest p that groups of these sizes can give: 2 of all ways to label the patients.

    A labeling and its mirror image have the same statistic. 3 against 3 give 0.1, 4 against 4 give 0.029.
    """
    if len(sizes) < 2:
        return 1.0
    return min(1.0, 2 * prod(factorial(size) for size in sizes) / factorial(sum(sizes)))


def _judge(table: list[list[dict[str, Any]]], alpha: float) -> None:
    corrected = holm(np.array([rows[0]["p_interaction"] for rows in table], float))
    bounds = holm(np.array([nan if r[0]["groups_tested"] < 2 else r[0]["p_attainable"] for r in table], float))
    for rows, p, bound in zip(table, corrected, bounds, strict=True):
        said: Interaction = "no difference found"
        if p <= alpha:
            said = "groups differ"
        elif not bound <= alpha:
            said = "too few patients"
        for row in rows:
            row |= {"p_interaction_holm": float(p), "interaction": said}
