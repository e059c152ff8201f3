"""The families of tests in words: over how many tests p is corrected, and what that asks of each of them."""

import pandas as pd

from segstudy.comparison.family_cost import times_as_many_patients
from segstudy.config.sections.words import plural
from segstudy.report.inputs import ReportInput
from segstudy.tables.metrics import metric_of
from segstudy.tables.names import MEAN
from segstudy.tables.statistics import BOUND, WINNER


def families(inputs: ReportInput) -> list[str]:
    """A sentence or two on the correction; empty where no family has more than one test."""
    table = inputs.statistics[~inputs.statistics["family"].isin([WINNER, BOUND])]
    table = table[table["p"].notna()]
    sizes = table.groupby("metric", sort=False).size()
    if not len(sizes) or sizes.max() < 2:
        return []
    tests, alpha = int(sizes.max()), inputs.facts.alpha
    metric = str(sizes.idxmax())
    own = table[table["metric"] == metric]
    each = "" if len(sizes) == 1 else " of each metric" if sizes.nunique() == 1 else f" of {metric_of(metric).label}"
    return [
        f"The family of tests{each}: {plural(tests, 'test')}, {_made_of(own)}, corrected together by Holm’s method. "
        f"The smallest p of a family must be at most α / {tests:,} = {alpha / tests:.1g} to count, the next at most "
        f"α / {tests - 1:,}, and so on. {_cost(tests, alpha)}"
    ]


def _made_of(tests: pd.DataFrame) -> str:
    pairs = plural(len(tests[["arm_a", "arm_b"]].drop_duplicates()), "pair")
    organs = int((tests["organ"].drop_duplicates() != MEAN).sum())
    over = " and their mean" if (tests["organ"] == MEAN).any() else ""
    return f"{pairs} of arms on {plural(organs, 'organ')}{over}"


def _cost(tests: int, alpha: float) -> str:
    """What the first step of Holm's method asks, in patients."""
    return (
        "A difference that a test by itself finds with a power of 80 % takes about "
        f"{times_as_many_patients(tests, alpha):.1f} times as many patients there: fewer organs or arms cost less."
    )
