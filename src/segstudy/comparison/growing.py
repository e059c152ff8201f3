"""Learning curves of strategies that choose whom to draw next, each beside the lot."""

from typing import Any

import pandas as pd

from segstudy.comparison.check import checked
from segstudy.comparison.differences import differences_of
from segstudy.comparison.family import Both, judged_family
from segstudy.comparison.means import mean_table
from segstudy.comparison.normality import normality, quantity_of
from segstudy.comparison.protocols import How
from segstudy.comparison.spec import GrowingSpec, GrownPoint
from segstudy.config.sections.grow import RANDOM
from segstudy.tables.frames import frame
from segstudy.tables.further_statistics import GROWING
from segstudy.tables.names import MEAN
from segstudy.tables.patients import Cells, paired

METRIC = "dice"


def growing_table(metrics: pd.DataFrame, spec: GrowingSpec) -> pd.DataFrame:
    """The curves: mean Dice over organs of each strategy and round, and the difference from the lot.

    The first round, which all strategies share, is no comparison. All others are one family, patient by patient,
    corrected by Holm's method.

    Args:
        metrics: Rows as of metrics.csv, of all strategies and rounds.
        spec: The study.

    Returns:
        growing.csv.
    """
    rows = checked(metrics, spec.patients, spec.arms, spec.organs, [METRIC])
    means = mean_table(rows, [METRIC], spec)
    described = means[means["organ"] == MEAN].set_index("arm")
    lots = {point.round: point.arm for point in spec.points if point.by == RANDOM}
    compared = [point for point in spec.points if point.round and point.by != RANDOM]
    tests = dict(zip(compared, _tests(rows, [(lots[point.round], point.arm) for point in compared], spec), strict=True))
    first = {point.arm for point in spec.points if point.round == 0}
    curves = [
        point if point.round else GrownPoint(by, 0, point.patients, point.arm)
        for by in dict.fromkeys(each.by for each in spec.points)
        for point in spec.points
        if point.by == by or point.arm in first
    ]
    return frame(GROWING, [_row(point, described, tests.get(point, {})) for point in curves])


def _tests(rows: pd.DataFrame, pairs: list[tuple[str, str]], spec: GrowingSpec) -> list[dict[str, Any]]:
    cells = Cells.of(rows, spec.patients, METRIC, spec.arms)
    values: list[Both] = []
    for pair in pairs:
        both = paired(cells.together(pair), pair, MEAN)
        values.append((both[pair[0]].to_numpy(float), both[pair[1]].to_numpy(float)))
    settings = spec.settings
    how = How(
        alpha=settings.alpha,
        quantity=quantity_of([normality(differences_of(*both)) for both in values]),
        margin=settings.margin.get(METRIC),
        wanted=settings.wanted(METRIC),
        resamples=settings.bootstrap,
    )
    return judged_family(values, [MEAN] * len(values), how, higher_is_better=True) if values else []


def _row(point: GrownPoint, described: pd.DataFrame, test: dict[str, Any]) -> dict[str, Any]:
    own = {name: described.loc[point.arm, name] for name in ("patients", "mean", "ci_low", "ci_high")}
    told = {name: test.get(name) for name in ("difference", "tested", "p", "p_holm", "verdict")}
    ends = {"difference_low": test.get("ci_low"), "difference_high": test.get("ci_high")}
    words = {name: told[name] or "" for name in ("tested", "verdict")}
    return {"by": point.by, "round": point.round, "training_patients": point.patients, **own, **told, **ends, **words}
