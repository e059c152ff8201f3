"""Measure what the scan of one case says of its labels."""

import json

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.correction.plausibility.measure import measure_labels
    from segstudy.running.files import write_text
    from segstudy.volumes.nifti import read_image, read_labels

    image, labels = read_image(snakemake.input.image), read_labels(snakemake.input.label)
    measured = measure_labels(image, labels, snakemake.params.organs, snakemake.params.annotated)
    write_text(snakemake.output[0], json.dumps(measured, indent=1) + "\n")
