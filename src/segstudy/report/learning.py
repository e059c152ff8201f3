"""How good arms are that differ only in how many patients they learned from."""

import warnings
from dataclasses import dataclass
from math import nan

import numpy as np
from scipy import stats

from segstudy.report.inputs import Arm, ReportInput
from segstudy.report.measured import by_patient

FEWEST = 3


@dataclass(frozen=True)
class Point:
    """One arm of a family: mean Dice over patients with its bootstrap interval, NaN where there is none.

    training_patients: the mean over folds; NaN where it is not known.
    """

    arm: str
    fraction: float
    training_patients: float
    patients: int
    mean: float
    low: float
    high: float


def families(inputs: ReportInput) -> dict[str, list[Arm]]:
    """Arms by family, fewest patients first; only families with at least two fractions."""
    found: dict[str, list[Arm]] = {}
    for arm in inputs.facts.arms:
        found.setdefault(arm.family or arm.name, []).append(arm)
    return {
        name: sorted(arms, key=lambda arm: arm.training_fraction)
        for name, arms in found.items()
        if len({arm.training_fraction for arm in arms}) > 1
    }


def learning(inputs: ReportInput, organ: str) -> dict[str, list[Point]]:
    """The points of each family that were measured, for one organ or `mean`; metric Dice."""
    table = by_patient(inputs, "dice")
    table = table[table["organ"] == organ].sort_values("patient")
    settings = inputs.facts.settings
    curves = {}
    for name, arms in families(inputs).items():
        points = []
        for arm in arms:
            values = table.loc[table["arm"] == arm.name, "value"].to_numpy(float)
            if len(values):
                low, high = interval(values, inputs.facts.alpha, settings.comparisons.bootstrap, settings.seed)
                patients = float(np.mean(arm.training_patients)) if arm.training_patients else nan
                points.append(
                    Point(arm.name, arm.training_fraction, patients, len(values), float(values.mean()), low, high)
                )
        if len(points) > 1:
            curves[name] = points
    return curves


def interval(values: np.ndarray, alpha: float, resamples: int, seed: int) -> tuple[float, float]:
    """Bias-corrected accelerated bootstrap interval of the mean (Efron 1987); NaN under three patients."""
    if len(values) < FEWEST:
        return nan, nan
    if np.ptp(values) == 0:
        return float(values[0]), float(values[0])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", stats.DegenerateDataWarning)
        found = stats.bootstrap(
            (values,),
            np.mean,
            confidence_level=1 - alpha,
            n_resamples=resamples,
            batch=1000,
            rng=np.random.default_rng(seed),
        ).confidence_interval
    return float(found.low), float(found.high)
