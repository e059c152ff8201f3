"""Accuracy against cost: which arms no other arm beats at both."""

from collections.abc import Sequence
from dataclasses import dataclass

from segstudy.config.source_arms import is_oracle
from segstudy.report.inputs import ReportInput
from segstudy.report.measured import MEAN, means
from segstudy.report.numbers import is_number
from segstudy.report.ranking import by_mean_dice

COST = "training_seconds"


@dataclass(frozen=True)
class Priced:
    """An arm: mean Dice over organs and patients with its sd, and seconds of training, all folds and seeds together."""

    arm: str
    dice: float
    sd: float
    seconds: float


def priced(inputs: ReportInput) -> list[Priced]:
    """The measured arms whose cost is known and above zero, best first; no oracle, which nobody could buy."""
    summary = inputs.summary
    if COST not in summary.columns:
        return []
    costs = dict(zip(summary["arm"], summary[COST], strict=True))
    table = means(inputs, "dice")
    return [
        Priced(arm, dice, float(table.loc[(arm, MEAN), "sd"]), float(costs[arm]))
        for arm, dice in by_mean_dice(inputs)
        if not is_oracle(arm) and is_number(costs.get(arm)) and float(costs[arm]) > 0
    ]


def front(arms: Sequence[Priced]) -> list[Priced]:
    """Those that no other is at least as accurate and as cheap as, and in one of both better; cheapest first."""
    kept = [
        one
        for one in arms
        if not any(
            other.dice >= one.dice
            and other.seconds <= one.seconds
            and (other.dice > one.dice or other.seconds < one.seconds)
            for other in arms
        )
    ]
    return sorted(kept, key=lambda one: (one.seconds, -one.dice))
