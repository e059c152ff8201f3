"""Measure one prediction."""

from segstudy.adapter import logged

with logged(snakemake.log[0]):
    from segstudy.evaluation.case import evaluate_case
    from segstudy.evaluation.table import MetricsRow, write_metrics
    from segstudy.grids.orientation import axis_order
    from segstudy.nifti import read_labels

    told, organs = snakemake.params.told, snakemake.params.organs
    reference = read_labels(snakemake.input.reference)
    prediction = read_labels(snakemake.input.prediction)
    axial = axis_order(reference.affine, "LPS")[2][0]
    measured = evaluate_case(
        reference.array,
        prediction.array,
        reference.spacing,
        organs,
        annotated=set(told["annotated"]),
        slice_axis=axial,
    )
    arm, case = told["arm"], snakemake.wildcards.case
    rows = [MetricsRow(arm, told["fold"], told["seed"], case, organ) for organ in measured]
    write_metrics(snakemake.output[0], rows, [arm], list(organs), told["unit"])
