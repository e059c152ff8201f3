"""How good arms are that differ only in how many patients they learned from."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan
from typing import Any

import numpy as np
import pandas as pd

from segstudy.comparison.spec import Learner
from segstudy.tables.frames import frame
from segstudy.tables.further_statistics import LEARNING
from segstudy.tables.names import MEAN


@dataclass(frozen=True)
class Point:
    """One arm of a family.

    Attributes:
        arm: its name.
        fraction: its share of the training patients.
        training_patients: the mean over folds; NaN where it is not known.
        patients: how many were tested.
        mean: mean Dice over them.
        low: the lower end of its interval; NaN where there is none.
        high: the upper end.
    """

    arm: str
    fraction: float
    training_patients: float
    patients: int
    mean: float
    low: float
    high: float


def families(learners: Sequence[Learner]) -> dict[str, list[Learner]]:
    """Arms by family, fewest patients first; only families with at least two fractions."""
    by_family: dict[str, list[Learner]] = {}
    for learner in learners:
        by_family.setdefault(learner.family, []).append(learner)
    return {
        name: sorted(members, key=lambda learner: learner.fraction)
        for name, members in by_family.items()
        if len({learner.fraction for learner in members}) > 1
    }


def learning_table(means: pd.DataFrame, learners: Sequence[Learner], organs: Sequence[str]) -> pd.DataFrame:
    """The learning curves of a study: Dice by the share of the training patients.

    Args:
        means: means.csv.
        learners: the arms.
        organs: names, in the order of the config.

    Returns:
        learning.csv: a curve for each family and organ, or `mean`, of which at least two points were
        measured.
    """
    dice = means[means["metric"] == "dice"].set_index(["organ", "arm"])
    rows: list[dict[str, Any]] = []
    for organ in (MEAN, *organs):
        for name, members in families(learners).items():
            curve = [_point(dice, organ, name, learner) for learner in members if (organ, learner.arm) in dice.index]
            if len(curve) > 1:
                rows += curve
    return frame(LEARNING, rows)


def _point(dice: pd.DataFrame, organ: str, family: str, learner: Learner) -> dict[str, Any]:
    return {
        "family": family,
        "organ": organ,
        "arm": learner.arm,
        "training_fraction": learner.fraction,
        "training_patients": float(np.mean(learner.training_patients)) if learner.training_patients else nan,
        **dice.loc[(organ, learner.arm), ["patients", "mean", "ci_low", "ci_high"]],
    }


def learning_curves(table: pd.DataFrame, organ: str) -> dict[str, list[Point]]:
    """The points of each family out of learning.csv, for one organ or `mean`."""
    own = table[table["organ"] == organ]
    return {
        str(family): [
            Point(
                row.arm, row.training_fraction, row.training_patients, row.patients, row.mean, row.ci_low, row.ci_high
            )
            for row in rows.itertuples()
        ]
        for family, rows in own.groupby("family", sort=False)
    }
