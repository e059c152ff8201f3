"""The metrics of a study: what people call them, their unit, and which way is better."""

from dataclasses import dataclass

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


def metric_kind(metric: str) -> MetricKind:
    """Return the kind of `metric`, a column name of metrics.csv.

    Raises:
        StudyError: `metric` is none of `METRICS`.
    """
    if metric not in METRICS:
        raise StudyError(f"metric '{metric}' is not known; allowed are {', '.join(METRICS)}")
    return METRICS[metric]
