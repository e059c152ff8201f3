"""How far the volume of each predicted organ is off, case by case."""

from math import prod

import numpy as np
import pandas as pd

from segstudy.report.cohort import triples
from segstudy.report.inputs import ReportInput
from segstudy.report.measured import LEFT_OUT

VALUES = ["dice", "precision", "recall", "reference_ml", "predicted_ml", "error_ml", "error_percent"]
COLUMNS = ["arm", "patient", "case", "organ", *VALUES, "failed"]
NEEDED = ["dice", "precision", "recall", "reference_voxels", "predicted_voxels"]


def voxel_ml(inputs: ReportInput) -> dict[str, float]:
    """Milliliters of a voxel of each case whose spacing is known."""
    if "spacing_mm" not in inputs.cases:
        return {}
    known = {}
    for case, spacing in zip(inputs.cases["case"], inputs.cases["spacing_mm"], strict=True):
        sides = triples([spacing])
        if len(sides) and sides.all():
            known[case] = prod(sides[0]) / 1000
    return known


def case_errors(inputs: ReportInput) -> pd.DataFrame:
    """`COLUMNS`, one row for each arm, case and organ.

    error_ml is predicted less reference: positive where too much was segmented. error_percent is of the
    reference; NaN where there is none. failed: the organ was missed or spurious, in some seed at least. Seeds are
    averaged. What neither map holds and what nobody drew is left out, and so is a case of unknown spacing.
    """
    rows = inputs.metrics
    if not set(NEEDED) <= set(rows.columns):
        return pd.DataFrame(columns=COLUMNS)
    ml, patients = voxel_ml(inputs), inputs.patients
    rows = rows[~rows["outcome"].isin(LEFT_OUT) & rows["case"].isin(list(ml))]
    table = rows[["arm", "case", "organ"]].copy()
    for name in NEEDED[:3]:
        table[name] = pd.to_numeric(rows[name], errors="coerce")
    volume = rows["case"].map(ml).astype(float)
    for name in ("reference", "predicted"):
        table[f"{name}_ml"] = pd.to_numeric(rows[f"{name}_voxels"], errors="coerce") * volume
    table["error_ml"] = table["predicted_ml"] - table["reference_ml"]
    table["error_percent"] = 100 * table["error_ml"] / table["reference_ml"].replace(0, np.nan)
    table["failed"] = rows["outcome"].isin(["missed", "spurious"])
    table = table.groupby(["arm", "case", "organ"], as_index=False)[[*VALUES, "failed"]].mean()
    table["failed"] = table["failed"] > 0
    table["patient"] = [patients.get(case, case) for case in table["case"]]
    return table[COLUMNS]


def patient_errors(errors: pd.DataFrame) -> pd.DataFrame:
    """The means over each patient's cases: columns arm, patient, organ and the values; the patient is the unit."""
    return errors.groupby(["arm", "patient", "organ"], as_index=False)[VALUES].mean()
