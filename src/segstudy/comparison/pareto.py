"""Accuracy against cost: which arms no other arm beats at both."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

import pandas as pd

from segstudy.config.sections.source_arms import is_oracle
from segstudy.tables.frames import frame
from segstudy.tables.further_statistics import PARETO


@dataclass(frozen=True)
class Priced:
    """An arm and its price.

    Attributes:
        arm: its name.
        dice: mean over organs and patients.
        sd: over patients.
        seconds: of training, all folds and seeds together.
    """

    arm: str
    dice: float
    sd: float
    seconds: float


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


def pareto_table(summary: pd.DataFrame) -> pd.DataFrame:
    """Find the arms that no other beats at both accuracy and cost.

    Args:
        summary: summary.csv.

    Returns:
        pareto.csv: the measured arms whose cost is known and above zero, best first; no oracle, which nobody
        could buy. on_front: whether no other arm beats it at both.
    """
    arms = [
        Priced(str(row["arm"]), float(row["dice_mean"]), float(row["dice_sd"]), float(row["training_seconds"]))
        for row in summary.to_dict("records")
        if not is_oracle(row["arm"]) and isfinite(row["dice_mean"])
    ]
    arms = [one for one in arms if isfinite(one.seconds) and one.seconds > 0]
    unbeaten = front(arms)
    rows = [
        {"arm": one.arm, "dice": one.dice, "sd": one.sd, "training_seconds": one.seconds, "on_front": one in unbeaten}
        for one in sorted(arms, key=lambda one: -one.dice)
    ]
    return frame(PARETO, rows)


def priced_arms(table: pd.DataFrame) -> tuple[list[Priced], list[Priced]]:
    """All arms of pareto.csv, and those on its front, cheapest first."""
    rows = table.itertuples(index=False)
    arms = [Priced(row.arm, row.dice, row.sd, row.training_seconds) for row in rows]
    unbeaten = {arm for arm, on_front in zip(table["arm"], table["on_front"], strict=True) if on_front}
    return arms, sorted((one for one in arms if one.arm in unbeaten), key=lambda one: (one.seconds, -one.dice))
