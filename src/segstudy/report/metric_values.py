"""One number a patient, out of metrics.csv: what means, box plots and figures are made from."""

import pandas as pd

from segstudy.report.inputs import ReportInput
from segstudy.tables import patients
from segstudy.tables.metrics import metric_of
from segstudy.tables.outcomes import OUTCOMES


def measured_metrics(inputs: ReportInput) -> list[str]:
    """The metrics that the study compares and has measured, in the study's order; Dice always first."""
    wanted = inputs.facts.settings.comparisons.metrics
    return [metric for metric in dict.fromkeys(["dice", *wanted]) if metric in inputs.metrics.columns]


def by_case(inputs: ReportInput, metric: str) -> pd.DataFrame:
    """Columns arm, patient, case, organ, value: the mean of the seeds that have a value."""
    return _by_case(inputs, metric).reset_index()


def by_patient(inputs: ReportInput, metric: str) -> pd.DataFrame:
    """Columns arm, patient, organ, value: the mean of a patient's cases; organ `mean` is that of the organs."""
    return patients.of_every_organ(_by_case(inputs, metric))


def _by_case(inputs: ReportInput, metric: str) -> pd.Series:
    rows = inputs.metrics
    if metric not in rows.columns:
        rows = rows.assign(**{metric_of(metric).column: float("nan")})
    return patients.by_case(rows, inputs.patients, metric)


def case_means(inputs: ReportInput, metric: str = "dice") -> pd.DataFrame:
    """Columns arm, patient, case, value: the mean over the organs of a case that have a value."""
    return patients.over_organs(_by_case(inputs, metric)).reset_index()


def means(inputs: ReportInput, metric: str) -> pd.DataFrame:
    """The rows of means.csv on one metric: index (arm, organ), columns mean, sd, patients, ci_low and ci_high."""
    table = inputs.further.means
    return table[table["metric"] == metric].drop(columns="metric").set_index(["arm", "organ"])


def outcomes(inputs: ReportInput) -> pd.DataFrame:
    """Index (arm, organ), a column an outcome: how many cases (and seeds) ended so."""
    rows = inputs.metrics
    table = pd.crosstab([rows["arm"], rows["organ"]], rows["outcome"])
    return table.reindex(columns=list(OUTCOMES), fill_value=0)
