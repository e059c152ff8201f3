"""The study's tables of uncertainty, from what was measured case by case."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from segstudy.tables.uncertainty import CALIBRATION, RETAINED_DICE, UNCERTAINTY, UNCERTAINTY_SUMMARY
from segstudy.uncertainty.detection import BINS, RETAINED, Calibration


class Measured(NamedTuple):
    """One case of an arm.

    Attributes:
        arm: Its name.
        seed: Of the network, or several joined by `+`.
        fold: Of the case.
        case: Its name.
        folder: Of its maps, in the study's.
        found: See segstudy.uncertainty.case.
    """

    arm: str
    seed: str
    fold: int
    case: str
    folder: str
    found: Mapping[str, Any] | None


def _calibration(found: Mapping[str, Any]) -> Calibration:
    counts = found["calibration"]
    return Calibration(*(np.array(counts[key], np.float64) for key in ("voxels", "confidence", "right")))


def case_table(measured: Sequence[Measured]) -> pd.DataFrame:
    """One row for each arm, seed, case and map; cases whose reference has no organ are left out."""
    rows = []
    for arm, seed, fold, case, folder, found in measured:
        if found is None:
            continue
        ece = _calibration(found).ece
        for name, one in found["maps"].items():
            row = [arm, seed, fold, case, name, one["uncertainty"], found["dice"], one["auroc"], ece]
            rows.append([*row, found["voxels"], found["errors"], folder])
    table = pd.DataFrame(rows, columns=UNCERTAINTY.names)
    return table.astype(dict.fromkeys(["uncertainty", "dice", "auroc", "ece"], float))


def _by_patient(table: pd.DataFrame, keys: list[str], values: list[str], patients: Mapping[str, str]) -> pd.DataFrame:
    """Means over seeds and then over cases: one row a patient."""
    cases = table.groupby([*keys, "case"], sort=False, as_index=False)[values].mean()
    cases["patient"] = cases["case"].map(dict(patients))
    return cases.groupby([*keys, "patient"], sort=False, as_index=False)[values].mean()


def summary_table(measured: Sequence[Measured], patients: Mapping[str, str]) -> pd.DataFrame:
    """One row for each arm and map, over patients (a patient's cases are averaged first).

    auroc: of finding wrong voxels, within a case. rank_correlation: Spearman's, of Dice and uncertainty from patient
    to patient; negative where the unsure cases are the bad ones, NaN below three patients. ece: of the voxels of all
    cases together.
    """
    by_patient = _by_patient(case_table(measured), ["arm", "map"], ["uncertainty", "dice", "auroc"], patients)
    pooled = calibrations(measured)
    rows = []
    for (arm, name), own in by_patient.groupby(["arm", "map"], sort=False):
        scores = own["auroc"].dropna()
        row = [arm, name, len(own), scores.mean(), scores.std(), _rank_correlation(own), pooled[arm].ece]
        rows.append(row)
    return pd.DataFrame(rows, columns=UNCERTAINTY_SUMMARY.names)


def _rank_correlation(own: pd.DataFrame) -> float:
    pairs = own[["dice", "uncertainty"]].dropna()
    if len(pairs) < 3 or pairs.nunique().min() < 2:
        return float("nan")
    return float(spearmanr(pairs["dice"], pairs["uncertainty"]).statistic)


def calibrations(measured: Sequence[Measured]) -> dict[str, Calibration]:
    """Of each arm, over all its cases and seeds."""
    found: dict[str, Calibration] = {}
    for one in measured:
        if one.found:
            own = _calibration(one.found)
            found[one.arm] = found[one.arm] + own if one.arm in found else own
    return found


def calibration_table(measured: Sequence[Measured]) -> pd.DataFrame:
    """One row for each arm and bin that holds voxels: their mean confidence, and the share that is right."""
    edges = np.linspace(0, 1, BINS + 1)
    rows = []
    for arm, own in calibrations(measured).items():
        for place in np.flatnonzero(own.voxels):
            count = own.voxels[place]
            shares = [int(count), own.confidence[place] / count, own.right[place] / count]
            rows.append([arm, edges[place], edges[place + 1], *shares])
    return pd.DataFrame(rows, columns=CALIBRATION.names)


def retained_table(measured: Sequence[Measured], patients: Mapping[str, str]) -> pd.DataFrame:
    """Mean Dice over patients where only that share of the voxels is kept, the surest first."""
    rows = [
        [one.arm, name, one.case, share, dice]
        for one in measured
        for name, one_map in (one.found["maps"] if one.found else {}).items()
        for share, dice in zip(RETAINED, one_map["retained"], strict=True)
    ]
    table = pd.DataFrame(rows, columns=["arm", "map", "case", "retained", "dice"]).astype({"dice": float})
    by_patient = _by_patient(table, ["arm", "map", "retained"], ["dice"], patients)
    groups = by_patient.groupby(["arm", "map", "retained"], sort=False)["dice"]
    return groups.agg(patients="count", dice="mean").reset_index()[RETAINED_DICE.names]
