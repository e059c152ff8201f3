"""How far the volume of each predicted organ, and of each tissue within it, is off, case by case."""

from collections.abc import Mapping
from math import prod

import numpy as np
import pandas as pd

from segstudy.comparison.spec import ComparisonSpec
from segstudy.tables.frames import frame
from segstudy.tables.further_statistics import VOLUME_ERRORS, VOLUMES
from segstudy.tables.outcomes import FAILED, LEFT_OUT
from segstudy.tables.triples import triple

NEEDED = ("dice", "precision", "recall", "reference_voxels", "predicted_voxels")


def voxel_ml(cases: pd.DataFrame) -> dict[str, float]:
    """Milliliters of a voxel of each case of cases.csv whose spacing is known."""
    if "spacing_mm" not in cases:
        return {}
    spacings = {case: triple(text) for case, text in zip(cases["case"], cases["spacing_mm"], strict=True)}
    return {case: prod(sides) / 1000 for case, sides in spacings.items() if sides and all(sides)}


def volume_errors(
    metrics: pd.DataFrame,
    cases: pd.DataFrame,
    tissues: pd.DataFrame | None,
    organ_of_tissue: Mapping[str, str],
    spec: ComparisonSpec,
) -> pd.DataFrame:
    """Compare predicted with reference volumes. Seeds are averaged.

    Args:
        metrics: long form, the columns of metrics.csv.
        cases: cases.csv, whose spacings (mm) are read.
        tissues: the tables of all arms' tissues (tissues/<run>.csv); None where none was measured.
        organ_of_tissue: the organ within which each tissue is looked for.
        spec: the study.

    Returns:
        volume_errors.csv: a row for each arm, case and organ, then for each tissue (`tissue` is empty
        for the whole organ). error_ml is predicted less reference: positive where too much was segmented.
        error_percent is of the reference; NaN where there is none. failed: the organ was missed or spurious, in some
        seed at least. What neither map holds and what nobody drew is left out, and so is a case of unknown spacing.
    """
    tables = [_of_organs(metrics, voxel_ml(cases))]
    if tissues is not None and len(tissues):
        tables.append(_of_tissues(tissues, organ_of_tissue))
    tables = [own for own in tables if len(own)]
    if not tables:
        return frame(VOLUME_ERRORS)
    table = pd.concat(tables)
    table = table[table["arm"].isin(spec.arms)]
    return frame(VOLUME_ERRORS, table.assign(patient=table["case"].map(dict(spec.patients))))


def patient_errors(errors: pd.DataFrame) -> pd.DataFrame:
    """The means over each patient's cases: columns arm, patient, organ, tissue and `VOLUMES`.

    The patient is the unit of every statistic.
    """
    return errors.groupby(["arm", "patient", "organ", "tissue"], as_index=False)[list(VOLUMES)].mean()


def _of_organs(metrics: pd.DataFrame, ml: Mapping[str, float]) -> pd.DataFrame:
    if not set(NEEDED) <= set(metrics.columns):
        return pd.DataFrame()
    rows = metrics[~metrics["outcome"].isin(LEFT_OUT) & metrics["case"].isin(list(ml))]
    table = rows[["arm", "case", "organ", "dice", "precision", "recall"]].copy()
    for name in ("reference", "predicted"):
        table[f"{name}_ml"] = rows[f"{name}_voxels"] * rows["case"].map(ml).astype(float)
    table["iou"] = rows.get("iou", np.nan)
    table = _with_errors(table.assign(reference_hu=np.nan, predicted_hu=np.nan))
    table["failed"] = rows["outcome"].isin(FAILED)
    table = table.groupby(["arm", "case", "organ"], as_index=False)[[*VOLUMES, "failed"]].mean()
    return table.assign(tissue="", failed=table["failed"] > 0)


def _of_tissues(tissues: pd.DataFrame, organ_of_tissue: Mapping[str, str]) -> pd.DataFrame:
    values = ["reference_ml", "predicted_ml", "dice", "iou", "precision", "recall", "reference_hu", "predicted_hu"]
    table = tissues.groupby(["arm", "tissue", "case"], as_index=False)[values].mean()
    table["organ"] = table["tissue"].map(dict(organ_of_tissue))
    return _with_errors(table.assign(failed=False))


def _with_errors(table: pd.DataFrame) -> pd.DataFrame:
    error = table["predicted_ml"] - table["reference_ml"]
    return table.assign(error_ml=error, error_percent=100 * error / table["reference_ml"].replace(0, np.nan))
