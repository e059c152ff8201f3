"""Measure one prediction."""

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.evaluation.case import evaluate_case
    from segstudy.evaluation.spec import EvaluationSpec
    from segstudy.tables.measurements import MetricsRow, write_metrics
    from segstudy.volumes.grids.orientation import axis_order
    from segstudy.volumes.nifti import read_labels

    spec = EvaluationSpec.from_plain(snakemake.params.spec)
    reference = read_labels(snakemake.input.reference)
    prediction = read_labels(snakemake.input.prediction)
    axial = axis_order(reference.affine, "LPS")[2][0]
    measured = evaluate_case(
        reference.array,
        prediction.array,
        reference.spacing,
        spec.organs,
        annotated=spec.annotated,
        slice_axis=axial,
        tolerances=spec.tolerances,
    )
    rows = [MetricsRow(spec.arm, spec.fold, spec.seed, snakemake.wildcards.case, organ) for organ in measured]
    write_metrics(snakemake.output[0], rows, [spec.arm], list(spec.organs), spec.unit)
