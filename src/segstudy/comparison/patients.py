"""From measurements to one number a patient: the patient is the unit of every test."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from segstudy.comparison.names import MEAN


def by_case(rows: pd.DataFrame, patients: Mapping[str, str], metric: str, arms: Sequence[str]) -> pd.DataFrame:
    """Average the seeds of each arm, case and organ.

    Args:
        rows: checked rows of metrics.csv (see `checked`).
        patients: the patient of each case.
        metric: name of the column.
        arms: the columns of the result, in this order.

    Returns:
        Index (patient, case, organ), sorted; one column an arm; NaN where an arm has no value. A seed
        without a value (nothing there and nothing predicted, or not annotated) is left out of the average.
    """
    seeds = rows.dropna(subset=[metric]).groupby(["arm", "case", "organ"])[metric].mean()
    wide = seeds.unstack("arm").reindex(columns=list(arms)).astype(float).reset_index()
    wide.insert(0, "patient", wide["case"].map(dict(patients)))
    return wide.set_index(["patient", "case", "organ"]).sort_index()


def by_patient(values: pd.Series, organ: str) -> pd.Series:
    """Average the cases of each patient, for one organ or, where `organ` is `mean`, over the organs.

    The mean over organs is the mean of the patient's organs, each of which is the mean of the patient's
    cases: an organ weighs the same however many scans show it. A patient of whom only some organs have a
    value has the mean of those.

    Args:
        values: index (patient, case, organ), one value each; NaN is left out.
        organ: name of an organ, or `mean`.

    Returns:
        Index patient, sorted. Patients without a value are not in it.
    """
    organs = values.dropna().groupby(["patient", "organ"]).mean()
    if organ == MEAN:
        return organs.groupby("patient").mean()
    return organs[organs.index.get_level_values("organ") == organ].droplevel("organ")


def pair(cells: pd.DataFrame, arm_a: str, arm_b: str, organ: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the values of two arms, patient by patient, for one organ or the mean over organs.

    Only a case and organ that has a value in both arms enters, for both. So a patient's two numbers are
    means over the same scans and the same organs, and their difference is one of the arms, not of what was
    averaged. An organ that one arm rightly left empty while the other found a false one has no value in the
    first (0/0), and therefore counts for neither: it stands in the counts of outcomes.

    Returns:
        Two arrays (patients,), in the order of the patients' names; both empty where no patient has a pair.
    """
    both = cells[[arm_a, arm_b]].dropna()
    first, second = (by_patient(both[arm], organ) for arm in (arm_a, arm_b))
    return first.to_numpy(dtype=float), second.to_numpy(dtype=float)
