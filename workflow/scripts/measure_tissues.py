"""Measure tissues within the organs of one arm's predictions."""

from segstudy.adapter import logged

with logged(snakemake.log[0]) as log:
    from segstudy.evaluation.tissue import TissueRow, measure_tissues, tissue_table
    from segstudy.files import write_text
    from segstudy.nifti import read_image, read_labels

    told, rows = snakemake.params.told, []
    files = zip(
        told["cases"], snakemake.input.scans, snakemake.input.references, snakemake.input.predictions, strict=True
    )
    for (case, drawn), scan, reference, prediction in files:
        image, labels = read_image(scan), read_labels(reference).array
        tissues = {name: each for name, each in told["tissues"].items() if each["organ"] in drawn}
        predicted = read_labels(prediction).array
        measured = measure_tissues(image.array, labels, predicted, image.spacing, tissues, told["organs"])
        rows += [TissueRow(told["arm"], told["seed"], case, name, *values) for name, values in measured.items()]
        log.info("%s: %s", case, measured)
    write_text(snakemake.output[0], tissue_table(rows))
