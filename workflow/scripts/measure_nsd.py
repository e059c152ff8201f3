"""Measure the normalized surface distance of one arm's predictions at several tolerances."""

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]) as log:
    from segstudy.evaluation.nsd_curve import nsd_at
    from segstudy.evaluation.nsd_spec import NSDSpec
    from segstudy.tables.nsd import NSD_TABLE, NSDRow
    from segstudy.volumes.grids.orientation import axis_order
    from segstudy.volumes.nifti import read_labels

    spec, rows = NSDSpec.from_plain(snakemake.params.spec), []
    files = zip(snakemake.input.references, snakemake.input.predictions, strict=True)
    for (case, annotated), paths in zip(spec.annotated.items(), files, strict=True):
        reference, prediction = map(read_labels, paths)
        axial = axis_order(reference.affine, "LPS")[2][0]
        arrays = reference.array, prediction.array
        measured = nsd_at(*arrays, reference.spacing, spec.organs, annotated, spec.tolerances, axial)
        log.info("%s: %s", case, measured)
        for organ, values in measured.items():
            at = zip(spec.tolerances, values, strict=True)
            rows += [NSDRow(spec.arm, spec.seed, case, organ, tolerance, value) for tolerance, value in at]
    NSD_TABLE.write(snakemake.output[0], rows)
