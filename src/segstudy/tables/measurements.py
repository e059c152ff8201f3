"""`metrics.csv`: every metric of every organ, case, seed and arm."""

import os
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from segstudy.tables.metrics import METRICS, metric_columns
from segstudy.tables.table import Table, numbers, texts, wholes


class OrganMetrics(NamedTuple):
    """What was measured of one organ in one case.

    Attributes:
        organ: its name.
        values: by the column of each metric, lengths named as in mm.
        reference_voxels: how many the reference gives to it.
        predicted_voxels: how many the prediction gives to it.
        outcome: see `segstudy.tables.outcomes`.
    """

    organ: str
    values: dict[str, float]
    reference_voxels: int
    predicted_voxels: int
    outcome: str


class MetricsRow(NamedTuple):
    """One organ of one case, as an arm's network of one fold and seed predicted it."""

    arm: str
    fold: int
    seed: int
    case: str
    metrics: OrganMetrics


def metrics_table(unit: str = "mm") -> Table:
    """The table of all metrics, with lengths in `unit`."""
    return Table(
        "metrics.csv",
        (
            *texts("arm"),
            *wholes("fold", "seed"),
            *texts("case", "organ"),
            *numbers(*metric_columns(unit)),
            *wholes("reference_voxels", "predicted_voxels"),
            *texts("outcome"),
        ),
    )


def _ranks(order: Sequence[str] | None, present: Iterable[str], what: str) -> dict[str, int]:
    names = list(dict.fromkeys(present if order is None else order))
    if unknown := sorted(set(present) - set(names)):
        raise ValueError(f"rows of {what} {unknown[0]!r}, which is not among {names}")
    return {name: rank for rank, name in enumerate(names)}


def write_metrics(
    path: str | os.PathLike[str],
    rows: Iterable[MetricsRow],
    arms: Sequence[str] | None = None,
    organs: Sequence[str] | None = None,
    unit: str = "mm",
) -> None:
    """Write the table of all metrics, whole or not at all, sorted by arm, fold, seed, case and organ.

    Args:
        path: the file.
        rows: in any order.
        arms: the order of arms; None means the order in which rows name them.
        organs: the order of organs; None likewise.
        unit: what lengths are in, `mm` or `px`; the columns are named so (`hd95_px`).

    Raises:
        ValueError: a row has an arm or organ that the order given lacks.
    """
    rows = list(rows)
    arm_rank = _ranks(arms, [row.arm for row in rows], "arm")
    organ_rank = _ranks(organs, [row.metrics.organ for row in rows], "organ")
    rows.sort(key=lambda row: (arm_rank[row.arm], row.fold, row.seed, row.case, organ_rank[row.metrics.organ]))
    metrics_table(unit).write(path, (_fields(row) for row in rows))


def _fields(row: MetricsRow) -> list[str | int | float]:
    measured = row.metrics
    values = [measured.values[column] for column in METRICS]
    counts = measured.reference_voxels, measured.predicted_voxels
    return [row.arm, row.fold, row.seed, row.case, measured.organ, *values, *counts, measured.outcome]


def read_metrics(path: str | os.PathLike[str], unit: str = "mm") -> list[MetricsRow]:
    """Read rows that `write_metrics` wrote, in the order of the file.

    Args:
        path: the file.
        unit: what its lengths are in.

    Raises:
        StudyError: the file is no such table.
    """
    return [
        MetricsRow(
            row["arm"],
            row["fold"],
            row["seed"],
            row["case"],
            OrganMetrics(
                row["organ"],
                {column: row[metric.column_in(unit)] for column, metric in METRICS.items()},
                row["reference_voxels"],
                row["predicted_voxels"],
                row["outcome"],
            ),
        )
        for row in metrics_table(unit).read(path)
    ]
