"""The metrics of a study: what people call them, their unit, and which way is better."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from segstudy.errors import StudyError


@dataclass(frozen=True)
class MetricKind:
    """One column of metrics.csv. `unit` is empty for a metric without one."""

    label: str
    unit: str
    higher_is_better: bool


METRICS: dict[str, MetricKind] = {
    "dice": MetricKind("Dice", "", True),
    "dice_2d": MetricKind("2D Dice", "", True),
    "iou": MetricKind("IoU", "", True),
    "precision": MetricKind("precision", "", True),
    "recall": MetricKind("recall", "", True),
    "specificity": MetricKind("specificity", "", True),
    "hd95_mm": MetricKind("HD95", "mm", False),
    "hd_mm": MetricKind("Hausdorff distance", "mm", False),
    "assd_mm": MetricKind("ASSD", "mm", False),
    "nsd": MetricKind("NSD", "", True),
}

# Of pictures whose pixels have no known size, distances are in pixels, and the columns named so.
IN_PIXELS = {name.replace("_mm", "_px"): replace(kind, unit="px") for name, kind in METRICS.items() if kind.unit}


def metrics_of(columns: Iterable[str]) -> list[str]:
    """The metrics that a table with these columns should have: distances in the one unit it has."""
    in_pixels = any(name in IN_PIXELS for name in columns)
    return [name.replace("_mm", "_px") if in_pixels else name for name in METRICS]


def metric_kind(metric: str) -> MetricKind:
    """Return the kind of `metric`, a column name of metrics.csv.

    Raises:
        StudyError: `metric` is none of `METRICS`, nor one `IN_PIXELS`.
    """
    if metric in IN_PIXELS:
        return IN_PIXELS[metric]
    if metric not in METRICS:
        raise StudyError(f"metric '{metric}' is not known; allowed are {', '.join(METRICS)}")
    return METRICS[metric]
