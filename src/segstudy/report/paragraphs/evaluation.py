"""What was measured."""

from segstudy.config.sections.words import listing
from segstudy.report.inputs import ReportInput
from segstudy.report.metric_values import measured_metrics
from segstudy.report.references import Citations
from segstudy.tables.metrics import metric_of


def evaluation(inputs: ReportInput, cite: Citations) -> str:
    """The metrics that are compared, and what becomes of empty sides."""
    described = []
    for metric in map(metric_of, measured_metrics(inputs)):
        words = metric.described(inputs.facts.settings.data.unit)
        described.append(f"{words} {cite.source(metric.citation)}" if metric.citation else words)
    if not described:
        return ""
    are_2d = inputs.facts.are_2d_images
    where = "in each image’s own pixels" if are_2d else "in three dimensions, in each scan’s own voxel grid"
    diagonal = "image’s diagonal" if are_2d else "volume’s physical diagonal"
    return (
        f"Predictions were measured {where}, by {listing(described)}. Where an "
        f"organ was present and nothing was predicted, or the reverse, Dice is 0 and distances are the {diagonal}; "
        "where both were empty or the organ had not been annotated, the case is left out of the "
        "mean and counted."
        f"{_tolerances(inputs)}{_volumes(inputs, cite)}"
    )


def _tolerances(inputs: ReportInput) -> str:
    settings = inputs.facts.settings
    words = settings.evaluation.in_words(settings.data.unit)
    return f" {words}" if words else ""


def _volumes(inputs: ReportInput, cite: Citations) -> str:
    if not (inputs.further.volume_errors["tissue"] == "").any():
        return ""
    return (
        " Over- and under-segmentation were told apart by precision, recall and the signed error of the volume, whose "
        f"bias and 95 % limits of agreement over patients are given {cite('bland_altman')}."
    )
