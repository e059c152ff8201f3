"""Measure tissues within the organs of one arm's predictions."""

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]) as log:
    from segstudy.evaluation.tissue import measure_tissues
    from segstudy.evaluation.tissue_spec import TissueSpec
    from segstudy.tables.tissues import TISSUES, TissueRow
    from segstudy.volumes.nifti import read_image, read_labels

    spec, rows = TissueSpec.from_plain(snakemake.params.spec), []
    files = zip(snakemake.input.scans, snakemake.input.references, snakemake.input.predictions, strict=True)
    for (case, annotated), paths in zip(spec.annotated.items(), files, strict=True):
        scan, (reference, prediction) = read_image(paths[0]), (read_labels(path).array for path in paths[1:])
        tissues = {name: tissue for name, tissue in spec.tissues.items() if tissue.organ in annotated}
        measured = measure_tissues(scan.array, reference, prediction, scan.spacing, tissues, spec.organs)
        rows += [TissueRow(spec.arm, spec.seed, case, name, **values._asdict()) for name, values in measured.items()]
        log.info("%s: %s", case, measured)
    TISSUES.write(snakemake.output[0], rows)
