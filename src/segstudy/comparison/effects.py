"""What each option of a `grid:` does, over all its rows, and whether two options do more or less together."""

from collections.abc import Iterator
from itertools import combinations, product
from typing import Any

import numpy as np
import pandas as pd

from segstudy.comparison.check import checked
from segstudy.comparison.coverage import coverage
from segstudy.comparison.family import judged_family
from segstudy.comparison.generator import named_generator
from segstudy.comparison.normality import normality, quantity_of
from segstudy.comparison.protocols import How
from segstudy.comparison.spec import ComparisonSpec, Grid
from segstudy.tables.frames import frame
from segstudy.tables.further_statistics import EFFECTS
from segstudy.tables.metrics import metric_of
from segstudy.tables.names import MEAN
from segstudy.tables.patients import Cells, paired
from segstudy.tables.statistics import RANKS

TIMES = " × "


def effect_table(metrics: pd.DataFrame, spec: ComparisonSpec) -> pd.DataFrame:
    """Estimate the main effects and the interactions of every grid, patient by patient.

    The effect of an option is the mean, over all rows that differ in nothing else, of the arm with it less the arm
    without any option of its item. The interaction of two options (`a × b`) is by how much the one does more where the
    other is on. Each patient gives one number for each of them, over the same cases and organs in all arms of the grid;
    the numbers are tested as those of two arms are. A family is all effects and interactions of one metric and grid.

    Args:
        metrics: long form, the columns of metrics.csv.
        spec: the study.

    Returns:
        effects.csv: `rows` is how many pairs of arms an effect is the mean of. A grid of which an arm was not measured
        has no row.

    Raises:
        StudyError: the metrics cannot be trusted (see `checked`).
    """
    present = set(metrics["arm"])
    grids = [grid for grid in spec.grids if set(grid.arms) <= present & set(spec.arms)]
    names = list(dict.fromkeys(spec.settings.metrics))
    table: list[dict[str, Any]] = []
    for metric, grid in product(names, grids):
        rows = checked(metrics, spec.patients, list(grid.arms), spec.organs, [metric])
        table += _effects(rows, metric, grid, spec)
    return frame(EFFECTS, table)


def _effects(rows: pd.DataFrame, metric: str, grid: Grid, spec: ComparisonSpec) -> list[dict[str, Any]]:
    scopes = [MEAN, *spec.organs] if len(spec.organs) > 1 else list(spec.organs)
    cells = Cells.of(rows, spec.patients, metric, list(grid.arms)).together(list(grid.arms))
    found: list[tuple[str, str, int, np.ndarray]] = []
    for organ in scopes:
        values = paired(cells, list(grid.arms), organ)
        found += [(organ, option, len(signs), contrast(values, signs)) for option, signs in contrasts(grid)]
    numbers = [values for *_, values in found]
    quantity = quantity_of([normality(values) for values in numbers])
    how = How(spec.settings.alpha, quantity, spec.settings.margin.get(metric), spec.settings.wanted(metric))
    pairs = [(np.zeros_like(values), values) for values in numbers]
    judged = judged_family(pairs, [organ for organ, *_ in found], how, metric_of(metric).higher_is_better)
    table = []
    for (organ, option, count, values), row in zip(found, judged, strict=True):
        generator = named_generator(spec.seed, "effects", metric, organ, option)
        covers = coverage(values, spec.settings.alpha, row["tested"] == RANKS, generator)
        key = {"metric": metric, "organ": organ, "option": option, "effect": row["difference"], "rows": count}
        table.append(key | row | {"coverage": covers})
    return table


Signs = list[dict[str, int]]
"""Of each pair (or four) of arms that an effect (or interaction) is made of, the sign of each arm."""


def contrasts(grid: Grid) -> Iterator[tuple[str, Signs]]:
    """The name of each effect and interaction of a grid, and how it is made of its arms."""
    arms = {endings: arm for arm, endings in grid.arms.items()}
    places = range(len(grid.options))
    for place in places:
        for option in grid.options[place]:
            yield option, _signs(arms, grid, {place: option})
    for first, second in combinations(places, 2):
        for one, other in product(grid.options[first], grid.options[second]):
            yield f"{one}{TIMES}{other}", _signs(arms, grid, {first: one, second: other})


def _signs(arms: dict[tuple[str, ...], str], grid: Grid, chosen: dict[int, str]) -> Signs:
    """With and without each of the chosen options, whatever the other items have."""
    free = [("",) if place in chosen else ("", *options) for place, options in enumerate(grid.options)]
    signs = []
    for rest in product(*free):
        own = {}
        for on in product((True, False), repeat=len(chosen)):
            endings = list(rest)
            for place, is_on in zip(chosen, on, strict=True):
                endings[place] = chosen[place] if is_on else ""
            own[arms[tuple(endings)]] = -1 if on.count(False) % 2 else 1
        signs.append(own)
    return signs


def contrast(values: pd.DataFrame, signs: Signs) -> np.ndarray:
    """Each patient's mean over `signs`, of values (patients, arms)."""
    total = sum(sign * values[arm].to_numpy(float) for own in signs for arm, sign in own.items())
    return np.asarray(total) / len(signs)
