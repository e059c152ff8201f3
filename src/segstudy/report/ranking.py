"""Which arm is best, and how the statistics see it."""

from collections.abc import Mapping

import pandas as pd

from segstudy.config.source_arms import is_oracle
from segstudy.report.gaps import complete_arms
from segstudy.report.inputs import ReportInput
from segstudy.report.measured import MEAN, means
from segstudy.report.numbers import is_number


def ranked(values: Mapping[str, float], decimals: int, higher_is_better: bool) -> dict[str, str]:
    """`best` and `second` by name, of the values as they are shown: equal ones share a mark.

    No mark where only one name has a value, and no second where all are equal.
    """
    shown = {name: round(float(value), decimals) for name, value in values.items() if is_number(value)}
    places = sorted(set(shown.values()), reverse=higher_is_better)
    if len(shown) < 2:
        return {}
    marks = dict(zip(places[:2], ("best", "second"), strict=False))
    return {name: marks[value] for name, value in shown.items() if value in marks}


def by_mean_dice(inputs: ReportInput) -> list[tuple[str, float]]:
    """(arm, mean Dice over organs and patients), best first; arms measured on all cases only.

    Oracles come last, whatever they reach: no arm without labels can be one, so none of them is the study's answer.
    Where no arm is complete, all that were measured: better a provisional order than none.
    """
    table = means(inputs, "dice")["mean"]
    arms = complete_arms(inputs) or inputs.arm_names
    known = [(arm, float(table[arm, MEAN])) for arm in arms if (arm, MEAN) in table.index]
    return sorted(known, key=lambda found: (is_oracle(found[0]), -found[1]))


def compared(inputs: ReportInput, arm: str, metric: str = "dice", other: str | None = None) -> pd.Series | None:
    """The row of the statistics on `arm` against `other` (the baseline), over all organs; None where there is none."""
    table, facts = inputs.statistics, inputs.facts
    scope = MEAN if len(facts.organs) > 1 else next(iter(facts.organs))
    pair = (table["arm_a"] == (other or facts.baseline)) & (table["arm_b"] == arm)
    found = table[pair & (table["metric"] == metric) & (table["organ"] == scope)]
    return found.iloc[0] if len(found) else None
