"""What was measured."""

from segstudy.report.inputs import ReportInput
from segstudy.report.measured import measured_metrics
from segstudy.report.numbers import listing
from segstudy.report.references import Citations
from segstudy.report.volumes import case_errors

# What a metric is, and the reference behind it.
METRICS = {
    "dice": ("the Dice coefficient", "dice"),
    "dice_2d": ("the mean Dice coefficient of the slices in which either side is present (2D Dice)", ""),
    "iou": ("intersection over union", "jaccard"),
    "precision": ("precision", ""),
    "recall": ("recall", ""),
    "specificity": ("specificity", ""),
    "hd95_mm": ("the larger of the two directed 95th percentiles of surface distances (HD95)", "hausdorff"),
    "hd_mm": ("the Hausdorff distance", "hausdorff"),
    "assd_mm": ("the average symmetric surface distance, pooled over both directions (ASSD)", "assd"),
    "nsd": ("the normalized surface distance at a tolerance of 3 mm", "nsd"),
}


def evaluation(inputs: ReportInput, cite: Citations) -> str:
    """The metrics that are compared, and what becomes of empty sides."""
    told = []
    for column in measured_metrics(inputs):
        metric = column.replace("_px", "_mm")
        words, reference = METRICS.get(metric, (metric, ""))
        if metric != column:
            words += ", in pixels"
        elif inputs.facts.settings.data.unit == "px":
            words = words.replace("3 mm", "3 pixels")
        told.append(f"{words} {cite(reference)}" if reference else words)
    if not told:
        return ""
    flat = inputs.facts.is_pictures
    where = "in each picture’s own pixels" if flat else "in three dimensions, in each scan’s own voxel grid"
    diagonal = "picture’s diagonal" if flat else "volume’s physical diagonal"
    return (
        f"Predictions were measured {where}, by {listing(told)}. Where an "
        f"organ was present and nothing was predicted, or the reverse, Dice is 0 and distances are the {diagonal}; "
        "where both were empty or the organ had not been annotated, the case is left out of the "
        "mean and counted."
        f"{_volumes(inputs, cite)}"
    )


def _volumes(inputs: ReportInput, cite: Citations) -> str:
    if not len(case_errors(inputs)):
        return ""
    return (
        " Over- and under-segmentation were told apart by precision, recall and the signed error of the volume, whose "
        f"bias and 95 % limits of agreement over patients are given {cite('bland_altman')}."
    )
