"""`summary.csv`: one row an arm, its metrics over patients and what it cost."""

from collections.abc import Iterable

from segstudy.tables.metrics import all_metric_columns, metric_columns
from segstudy.tables.names import MEAN
from segstudy.tables.outcomes import OUTCOMES, Outcome
from segstudy.tables.table import Column, Table, numbers, texts, wholes

COSTS = ("training_seconds", "training_max_memory_mb", "prediction_seconds")
"""Sums over folds, seeds and cases; of memory the peak."""

COUNTED = tuple(outcome for outcome in OUTCOMES if outcome != Outcome.OK)
"""Outcomes that are counted beside the means."""


def mean_column(metric: str, organ: str = MEAN) -> str:
    """The column of a metric's mean over patients, of one organ or over the organs."""
    return f"{metric}{_of(organ)}_mean"


def sd_column(metric: str, organ: str = MEAN) -> str:
    """The column of its standard deviation over patients (n - 1)."""
    return f"{metric}{_of(organ)}_sd"


def count_column(outcome: str, organ: str = MEAN) -> str:
    """The column that counts an outcome, of one organ or of all."""
    return f"{outcome}{_of(organ)}"


def summary_table(organs: Iterable[str], unit: str = "mm") -> Table:
    """The table of a study with these organs and lengths in `unit`."""
    columns: list[Column] = [*texts("arm"), *wholes("patients", "cases", *(count_column(name) for name in COUNTED))]
    for organ in (MEAN, *organs):
        for metric in metric_columns(unit):
            columns += numbers(mean_column(metric, organ), sd_column(metric, organ))
        if organ != MEAN:
            columns += wholes(*(count_column(name, organ) for name in COUNTED))
    return Table("summary.csv", (*columns, *numbers(*COSTS)))


def shared_columns(organs: Iterable[str]) -> list[tuple[str, str]]:
    """(organ, column) of organs whose names make a column that is there for something else, such as `dice_2d`."""
    taken: set[str] = {"arm", "patients", "cases", *COSTS}
    found = []
    for organ in (MEAN, *organs):
        own = [count_column(name, organ) for name in COUNTED]
        own += [make(metric, organ) for metric in all_metric_columns() for make in (mean_column, sd_column)]
        found += [(organ, column) for column in own if column in taken][:1]
        taken.update(own)
    return found


def _of(organ: str) -> str:
    return "" if organ == MEAN else f"_{organ}"
