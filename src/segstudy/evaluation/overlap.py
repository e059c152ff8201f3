"""Metrics of overlap, all from one table of true and false positives and negatives. 0/0 is NaN in every ratio."""

from segstudy.evaluation.organ import OrganMasks
from segstudy.volumes.overlap import Overlap


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


def _overlap(organ: OrganMasks) -> Overlap:
    table = organ.confusion
    return Overlap(table.reference_voxels, table.predicted_voxels, table.true_positives)


def dice(organ: OrganMasks) -> float:
    """2 TP / (2 TP + FP + FN)."""
    return _overlap(organ).dice


def iou(organ: OrganMasks) -> float:
    """TP / (TP + FP + FN)."""
    return _overlap(organ).iou


def precision(organ: OrganMasks) -> float:
    """TP / (TP + FP)."""
    return _ratio(organ.confusion.true_positives, organ.confusion.predicted_voxels)


def recall(organ: OrganMasks) -> float:
    """TP / (TP + FN), also called sensitivity."""
    return _ratio(organ.confusion.true_positives, organ.confusion.reference_voxels)


def specificity(organ: OrganMasks) -> float:
    """TN / (TN + FP); near 1 for any organ much smaller than the volume."""
    table = organ.confusion
    return _ratio(table.true_negatives, table.true_negatives + table.false_positives)
