"""One number a patient, out of metrics.csv: what means, box plots and pictures are made from."""

import pandas as pd

from segstudy.report.inputs import ReportInput

MEAN = "mean"
"""Stands in the organ column for the mean over a patient's organs."""

LEFT_OUT = ("both_empty", "not_annotated")
OUTCOMES = ("ok", "missed", "spurious", *LEFT_OUT)


def measured_metrics(inputs: ReportInput) -> list[str]:
    """The metrics that the study compares and has measured, in the study's order; Dice always first."""
    wanted = inputs.facts.settings.comparisons.metrics
    return [metric for metric in dict.fromkeys(["dice", *wanted]) if metric in inputs.metrics.columns]


def by_case(inputs: ReportInput, metric: str) -> pd.DataFrame:
    """Columns arm, patient, case, organ, value: the mean of the seeds that have a value."""
    columns = ["arm", "patient", "case", "organ", "value"]
    if metric not in inputs.metrics.columns:
        return pd.DataFrame(columns=columns)
    rows = inputs.metrics[["arm", "case", "organ"]].copy()
    rows["value"] = pd.to_numeric(inputs.metrics[metric], errors="coerce")
    rows = rows.dropna(subset=["value"]).groupby(["arm", "case", "organ"], as_index=False)["value"].mean()
    patients = inputs.patients
    rows["patient"] = [patients.get(case, case) for case in rows["case"]]
    return rows[columns]


def by_patient(inputs: ReportInput, metric: str) -> pd.DataFrame:
    """Columns arm, patient, organ, value: the mean of a patient's cases; organ `mean` is that of the organs.

    A patient of whom only some organs have a value has the mean of those.
    """
    cases = by_case(inputs, metric)
    organs = cases.groupby(["arm", "patient", "organ"], as_index=False)["value"].mean()
    overall = organs.groupby(["arm", "patient"], as_index=False)["value"].mean().assign(organ=MEAN)
    return pd.concat([organs, overall[organs.columns]], ignore_index=True)


def case_means(inputs: ReportInput, metric: str = "dice") -> pd.DataFrame:
    """Columns arm, patient, case, value: the mean over the organs of a case that have a value."""
    return by_case(inputs, metric).groupby(["arm", "patient", "case"], as_index=False)["value"].mean()


def means(inputs: ReportInput, metric: str) -> pd.DataFrame:
    """Index (arm, organ), columns mean, sd, patients: over patients; sd with n − 1."""
    groups = by_patient(inputs, metric).groupby(["arm", "organ"])["value"]
    return groups.agg(mean="mean", sd="std", patients="count")


def outcomes(inputs: ReportInput) -> pd.DataFrame:
    """Index (arm, organ), a column an outcome: how many cases (and seeds) ended so."""
    rows = inputs.metrics
    table = pd.crosstab([rows["arm"], rows["organ"]], rows["outcome"])
    return table.reindex(columns=list(OUTCOMES), fill_value=0)
