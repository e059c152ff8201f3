"""The table of statistics: every metric, pair of arms and organ."""

from collections.abc import Mapping, Sequence
from math import nan

import numpy as np
import pandas as pd

from segstudy.comparison.check import checked
from segstudy.comparison.generator import named_generator
from segstudy.comparison.holm import holm
from segstudy.comparison.metric_direction import metric_kind
from segstudy.comparison.names import MEAN, RANK_TESTS
from segstudy.comparison.pairs import pairs
from segstudy.comparison.patients import by_case, pair
from segstudy.comparison.protocols import PROTOCOLS
from segstudy.comparison.verdict import verdict
from segstudy.comparison.winner import DECIDES, runner_up_and_winner
from segstudy.config.comparisons import ComparisonSettings

COLUMNS = [
    "metric",
    "organ",
    "arm_a",
    "arm_b",
    "patients",
    "mean_a",
    "mean_b",
    "difference",
    "ci_low",
    "ci_high",
    "normal",
    "test",
    "statistic",
    "dof",
    "p",
    "p_holm",
    "effect_size",
    "p_attainable",
    "verdict",
]


def compare(
    metrics: pd.DataFrame,
    patients: Mapping[str, str],
    arms: Sequence[str],
    organs: Sequence[str],
    settings: ComparisonSettings,
    seed: int,
) -> pd.DataFrame:
    """Compare arms, patient by patient, and return statistics.csv.

    Protocol `paired` pairs the patients. Protocol `published` takes the same values and tests them as two
    groups, as publications do, whose t has 2 n - 2 degrees of freedom; its verdict rests on each p as it is,
    as theirs does, and `p_holm` stands beside. With more than one organ, each pair of arms is also compared on
    the mean over organs (`organ` is `mean`). The family of Holm's correction is all comparisons of one metric.
    The interval has confidence 1 - alpha and is not widened for the family.

    Where arms are compared with the baseline only, one row follows those of Dice: the best arm by mean Dice over
    organs against the second best, unless one of them is the baseline and the row is there. It is a family of
    its own (see `runner_up_and_winner`), so its `p_holm` is its p.

    Args:
        metrics: long form, the columns of metrics.csv.
        patients: the patient of each case.
        arms: names, in the order of the config.
        organs: names, in the order of the config.
        settings: what is tested, and how.
        seed: the study's seed, for the bootstrap.

    Returns:
        One row for each metric, pair of arms and organ, in this order, with `COLUMNS`. `patients` counts those
        with a value in both arms, and `difference` is mean_b - mean_a over them. The order of the rows of
        `metrics` changes nothing.

    Raises:
        StudyError: the metrics cannot be trusted (see `checked`), or the baseline is no arm.
    """
    compared = pairs(arms, settings.baseline, settings.against)
    names = list(dict.fromkeys(settings.metrics))
    rows = checked(metrics, patients, arms, organs, names)
    # With one organ the mean over organs would be the same test again, and Holm would charge for it.
    scopes = [*organs, MEAN] if len(organs) > 1 else list(organs)
    table: list[dict] = []
    for metric in names:
        cells = by_case(rows, patients, metric, arms)
        family = [
            _compare_one(cells, metric, organ, arm_a, arm_b, settings, seed)
            for arm_a, arm_b in compared
            for organ in scopes
        ]
        _judge(family, settings)
        table.extend(family)
        last = runner_up_and_winner(cells, arms, scopes[-1]) if metric == DECIDES else None
        if last and not {last, last[::-1]} & set(compared):
            alone = [_compare_one(cells, metric, scopes[-1], *last, settings, seed)]
            _judge(alone, settings)
            table.extend(alone)
    return pd.DataFrame(table, columns=COLUMNS)


def _compare_one(
    cells: pd.DataFrame,
    metric: str,
    organ: str,
    arm_a: str,
    arm_b: str,
    settings: ComparisonSettings,
    seed: int,
) -> dict:
    first, second = pair(cells, arm_a, arm_b, organ)
    generator = named_generator(seed, metric, organ, arm_a, arm_b)
    return {
        "metric": metric,
        "organ": organ,
        "arm_a": arm_a,
        "arm_b": arm_b,
        "patients": len(first),
        "mean_a": float(first.mean()) if len(first) else nan,
        "mean_b": float(second.mean()) if len(second) else nan,
        **PROTOCOLS[settings.protocol](first, second, settings.alpha, settings.bootstrap, generator),
    }


def _judge(family: list[dict], settings: ComparisonSettings) -> None:
    """Add `p_holm` and `verdict` to the rows of one family."""
    tests = np.array([row["p"] for row in family], dtype=float)
    # The smallest p that each test could have printed; a t-test has no such bound.
    bounds = np.array([row["p_attainable"] if row["test"] in RANK_TESTS else 0.0 for row in family])
    bounds[np.isnan(tests)] = nan
    corrected, bound = holm(tests), holm(bounds)
    for row, p_holm in zip(family, corrected, strict=True):
        row["p_holm"] = float(p_holm)
    if settings.protocol == "published":  # publications hold each p against alpha as it is
        corrected, bound = tests, bounds
    for row, p, p_attainable in zip(family, corrected, bound, strict=True):
        row["verdict"] = verdict(
            direction=row["effect_size"],
            higher_is_better=metric_kind(row["metric"]).higher_is_better,
            p_holm=float(p),
            p_attainable=row["p_attainable"],
            p_holm_attainable=float(p_attainable),
            alpha=settings.alpha,
        )
