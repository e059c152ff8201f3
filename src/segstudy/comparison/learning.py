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
    """The arms of a family that learned from as large a share: one, or one a draw of the patients.

    Attributes:
        arm: its name, or their names.
        fraction: its share of the training patients.
        training_patients: the mean over folds and draws; NaN where it is not known.
        patients: how many were tested.
        mean: mean Dice over them, and over the draws.
        low: the lower end of its interval, NaN where there is none; of several draws the lowest of their means.
        high: the upper end, likewise.
        draws: how many.
    """

    arm: str
    fraction: float
    training_patients: float
    patients: int
    mean: float
    low: float
    high: float
    draws: int = 1


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
        learning.csv: a curve for each family and organ, or `mean`, of which at least two shares were measured. draws,
        draws_mean, draws_sd: over the arms of one share, which learned from other draws of patients.
    """
    dice = means[means["metric"] == "dice"].set_index(["organ", "arm"])
    rows: list[dict[str, Any]] = []
    for organ in (MEAN, *organs):
        for name, members in families(learners).items():
            curve = [_point(dice, organ, name, learner) for learner in members if (organ, learner.arm) in dice.index]
            if len({row["training_fraction"] for row in curve}) > 1:
                rows += _with_draws(curve)
    return frame(LEARNING, rows)


def _point(dice: pd.DataFrame, organ: str, family: str, learner: Learner) -> dict[str, Any]:
    return {
        "family": family,
        "organ": organ,
        "arm": learner.arm,
        "training_fraction": learner.fraction,
        "training_patients": float(np.mean(learner.training_patients)) if learner.training_patients else nan,
        "draw": learner.draw,
        **dice.loc[(organ, learner.arm), ["patients", "mean", "ci_low", "ci_high"]],
    }


def _with_draws(curve: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The points with what is the same for all draws of one share."""
    for row in curve:
        means = np.array([each["mean"] for each in curve if each["training_fraction"] == row["training_fraction"]])
        row["draws"], row["draws_mean"] = len(means), float(means.mean())
        row["draws_sd"] = float(means.std(ddof=1)) if len(means) > 1 else nan
    return curve


def learning_curves(table: pd.DataFrame, organ: str) -> dict[str, list[Point]]:
    """The points of each family out of learning.csv, for one organ or `mean`: one a share of the patients."""
    own = table[table["organ"] == organ]
    return {
        str(family): [_drawn_point(float(fraction), draws) for fraction, draws in rows.groupby("training_fraction")]
        for family, rows in own.groupby("family", sort=False)
    }


def _drawn_point(fraction: float, draws: pd.DataFrame) -> Point:
    """The point of one share: an arm with its interval, or the mean of several with the lowest and the highest."""
    first, several = draws.iloc[0], len(draws) > 1
    low, high = (draws["mean"].min(), draws["mean"].max()) if several else (first["ci_low"], first["ci_high"])
    return Point(
        arm=", ".join(draws["arm"]),
        fraction=fraction,
        training_patients=float(draws["training_patients"].mean()),
        patients=int(draws["patients"].min()),
        mean=float(first["draws_mean"]),
        low=float(low),
        high=float(high),
        draws=len(draws),
    )
